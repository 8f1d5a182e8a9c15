import { execFile } from "node:child_process";

// src/adapters/git.ts
/** Git that answers later than this hangs. */
const LIMIT_MS = 1e4;
/** A file as git has it at a commit, raw. */
async function fileInGit(checkout, file, commit) {
	if (!/^[0-9a-f]{40,64}$/.test(commit) || !(await git(checkout, [
		"cat-file",
		"-e",
		`${commit}^{commit}`
	])).ok) return {
		commit: false,
		bytes: void 0
	};
	const { ok, bytes } = await git(checkout, [
		"cat-file",
		"blob",
		`${commit}:${file}`
	]);
	return {
		commit: true,
		bytes: ok ? bytes : void 0
	};
}
/** What is checked out in the work tree that holds a folder. A shallow clone knows the parents, too: the commit itself names them. */
async function checkedOut(folder) {
	const head = await git(folder, [
		"rev-parse",
		"--verify",
		"HEAD^{commit}"
	]);
	if (!head.ok) return { unknown: head.said };
	const commit = head.bytes.toString("utf8").trim();
	return {
		commit,
		parents: await parentsInGit(folder, commit)
	};
}
/** The parents of a commit, as it names them itself; none where this clone does not have it. */
async function parentsInGit(folder, commit) {
	if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
	const { bytes } = await git(folder, [
		"cat-file",
		"commit",
		commit
	]);
	const [header = ""] = bytes.toString("utf8").split("\n\n");
	return [...header.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, sha = ""]) => sha);
}
/** What the repository replaces, or what variables point to another one, is not believed. */
function git(cwd, args) {
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
	const limits = {
		timeout: LIMIT_MS,
		killSignal: "SIGKILL",
		maxBuffer: 67108864
	};
	const options = {
		cwd,
		env: {
			...env,
			LC_ALL: "C"
		},
		encoding: "buffer",
		windowsHide: true,
		...limits
	};
	return new Promise((resolve) => {
		execFile("git", ["--no-replace-objects", ...args], options, (error, stdout, stderr) => {
			resolve({
				ok: error === null,
				bytes: stdout,
				said: error === null ? "" : complaint(error, stderr)
			});
		});
	});
}
function complaint(error, stderr) {
	if (error.killed === true) return `git did not answer within ${LIMIT_MS / 1e3} s`;
	return stderr.toString("utf8").trim().split("\n")[0] || error.message;
}

export { fileInGit as n, parentsInGit as r, checkedOut as t };