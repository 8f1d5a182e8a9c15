import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import path from "node:path";
import os from "node:os";

// src/live/git.ts
const run = promisify(execFile);
/** Git that answers later than this hangs: on a file system that is gone, in a hook, before a prompt. */
const LIMIT_MS = 1e4;
/** What `askGit` says where there is no git. */
const NO_GIT = "git is not there";
/** What git says where there is no repository. */
const NO_REPOSITORY = /not a git repository/;
/** Asks git. What the repository itself says of how to look for changes is not believed. */
async function askGit({ cwd, signal }, ...args) {
	const options = [
		"--no-optional-locks",
		"-c",
		"core.fsmonitor=false",
		"-c",
		"core.untrackedCache=false"
	];
	try {
		const { stdout, stderr } = await run("git", [...options, ...args], {
			cwd,
			signal,
			env: gitEnvironment(process.env),
			maxBuffer: 268435456,
			timeout: LIMIT_MS,
			killSignal: "SIGKILL",
			windowsHide: true
		});
		return {
			text: stdout,
			beside: stderr
		};
	} catch (error) {
		return { trouble: troubleOf(error) };
	}
}
/** What git says on stdout; undefined where it fails, is not there, or does not answer. */
async function git(place, ...args) {
	const answer = await askGit(place, ...args);
	return "text" in answer ? answer.text : void 0;
}
/** The files that git tracks, from the top of the work tree; undefined where there is none, or git does not answer. */
function trackedFiles(cwd) {
	try {
		return execFileSync("git", [
			"--no-optional-locks",
			"-c",
			"core.fsmonitor=false",
			"ls-files",
			"-z",
			"--full-name",
			":/"
		], {
			cwd,
			env: gitEnvironment(process.env),
			maxBuffer: 268435456,
			timeout: LIMIT_MS,
			stdio: [
				"ignore",
				"pipe",
				"ignore"
			],
			windowsHide: true
		}).toString("utf8").split("\0").filter((file) => file !== "");
	} catch {
		return;
	}
}
/** What git complains of: the reason, not the hints and warnings around it. */
function complaintIn(stderr) {
	const lines = stderr.trim().split("\n");
	return lines.find((line) => /^(?:fatal|error): /.test(line)) ?? (lines[0] || void 0);
}
function troubleOf({ code, killed, stderr, message }) {
	if (code === "ENOENT") return NO_GIT;
	if (killed === true) return `git did not answer within ${LIMIT_MS / 1e3} s`;
	return complaintIn(stderr ?? "") ?? (message.split("\n")[0] || "git failed");
}
/**
* Variables such as GIT_DIR would make git look at another repository than the one that is run in; objects and parents that the repository
* replaces by others are taken as they are; and it answers in English.
*/
function gitEnvironment(env) {
	const others = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith("GIT_"));
	const nowhere = path.join(os.devNull, "none");
	return {
		...Object.fromEntries(others),
		GIT_NO_REPLACE_OBJECTS: "1",
		GIT_GRAFT_FILE: nowhere,
		LC_ALL: "C"
	};
}

export { git as a, complaintIn as i, NO_REPOSITORY as n, gitEnvironment as o, askGit as r, trackedFiles as s, NO_GIT as t };