import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import fs from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

// src/live/processes/linux.ts
/** Linux: everything about processes is read from /proc, in milliseconds and without a program. */
const PROC = "/proc";
/** Numbers of all processes. Empty when /proc can't be read. */
function pids(proc = PROC) {
	try {
		return fs.readdirSync(proc).map(Number).filter((pid) => pid > 0);
	} catch {
		return [];
	}
}
/** How many processes and threads were ever started (proc(5), /proc/stat: `processes`). */
function forks(proc = PROC) {
	return wholeIn(/^processes (\d+)$/m, `${proc}/stat`);
}
/** How many processes and threads there are (/proc/loadavg, the fourth field). */
function tasks(proc = PROC) {
	return wholeIn(/^\S+ \S+ \S+ \d+\/(\d+) /, `${proc}/loadavg`);
}
/** The number that is never reached: then the first are given again. */
function mostPids(proc = PROC) {
	return wholeIn(/^(\d+)$/m, `${proc}/sys/kernel/pid_max`);
}
function wholeIn(pattern, file) {
	const found = pattern.exec(read(file) ?? "")?.[1];
	return found === void 0 ? void 0 : Number(found);
}
/** One process; undefined when it is gone. */
function stat(pid, proc = PROC) {
	const text = read(`${proc}/${pid}/stat`);
	return text === void 0 ? void 0 : parseStat(text);
}
/** A line of /proc/PID/stat (proc(5)): the command stands in parentheses and may hold any character, parentheses too. */
function parseStat(text) {
	const open = text.indexOf("(");
	const close = text.lastIndexOf(")");
	if (open < 0 || close < open) return void 0;
	const fields = text.slice(close + 2).split(" ");
	const [state, ppid, group, session] = fields;
	const start = fields[19];
	if (state === void 0 || start === void 0) return void 0;
	return {
		pid: Number(text.slice(0, open)),
		ppid: Number(ppid),
		group: Number(group),
		session: Number(session),
		start,
		state,
		command: text.slice(open + 1, close)
	};
}
/** @param which the processes to look at: all, if nothing is said */
function table(proc = PROC, which = pids(proc)) {
	const rows = /* @__PURE__ */ new Map();
	for (const pid of which) {
		const info = stat(pid, proc);
		if (info) rows.set(pid, info);
	}
	return rows;
}
/** The command line with its arguments; the short name where there is none. */
function commandLine(info, proc = PROC) {
	const line = read(`${proc}/${info.pid}/cmdline`)?.replaceAll("\0", " ").trim();
	return line === void 0 || line === "" ? info.command : line;
}
/** The environment of a process as it was at its start, `NAME=value`; undefined when it can't be read. */
function environment(pid, proc = PROC) {
	return read(`${proc}/${pid}/environ`)?.split("\0");
}
/** Processes whose environment holds this entry (`NAME=value`). */
function withEnvironment(entry, proc = PROC, which = pids(proc)) {
	return look(which, (pid) => environment(pid, proc)?.includes(entry));
}
/** The soft limit of file locks in the text of /proc/PID/limits (proc(5)); undefined when there is none, or it is no number. */
function locksLimit(limits) {
	const soft = /^Max file locks +(\d+) /m.exec(limits)?.[1];
	return soft === void 0 ? void 0 : Number(soft);
}
/** Processes by their soft limit of file locks, where they have one of these. */
function withLocksLimit(wanted, proc = PROC, which = pids(proc)) {
	const limits = /* @__PURE__ */ new Map();
	const { readable } = look(which, (pid) => {
		const text = read(`${proc}/${pid}/limits`);
		const limit = text === void 0 ? void 0 : locksLimit(text);
		if (limit !== void 0 && wanted.has(limit)) limits.set(pid, limit);
		return text === void 0 ? void 0 : false;
	});
	return {
		readable,
		limits
	};
}
/**
* Processes that have one of these files open for writing; a socket always is.
* `files`: what the links in /proc/PID/fd point to, `socket:[inode]` too.
*/
function withOpenFiles(files, proc = PROC, which = pids(proc)) {
	return look(which, (pid) => {
		const folder = `${proc}/${pid}/fd`;
		try {
			return fs.readdirSync(folder).some((fd) => files.has(linkTarget(`${folder}/${fd}`)) && !isReadOnly(`${proc}/${pid}/fdinfo/${fd}`));
		} catch {
			return;
		}
	});
}
/** Whether these processes together hold every one of these files (`socket:[inode]`) open. It looks at no other process. */
function holdAll(pids, files, proc = PROC) {
	const held = new Set(pids.flatMap((pid) => {
		const folder = `${proc}/${pid}/fd`;
		try {
			return fs.readdirSync(folder).map((fd) => linkTarget(`${folder}/${fd}`));
		} catch {
			return [];
		}
	}));
	return files.every((file) => held.has(file));
}
/** Inodes of the sockets that listen on a TCP port, on any address; undefined when the tables can't be read. */
function listeningInodes(port, proc = PROC) {
	const tables = [`${proc}/net/tcp`, `${proc}/net/tcp6`].map(read).filter((text) => text !== void 0);
	return tables.length === 0 ? void 0 : new Set(tables.flatMap((text) => parseListeners(text, port)));
}
/** Rows of /proc/net/tcp in state 0A (LISTEN) on this port: their inodes. */
function parseListeners(text, port) {
	const inodes = [];
	const hex = `:${port.toString(16).toUpperCase().padStart(4, "0")} `;
	for (const line of text.split("\n").slice(1)) {
		if (!line.includes(hex)) continue;
		const fields = line.trim().split(/\s+/);
		const [, local, , state] = fields;
		const inode = fields[9];
		if (state !== "0A" || local === void 0 || inode === void 0) continue;
		if (Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16) === port) inodes.push(inode);
	}
	return inodes;
}
function look(which, matches) {
	let readable = false;
	const found = /* @__PURE__ */ new Set();
	for (const pid of which) {
		const answer = matches(pid);
		readable ||= answer !== void 0;
		if (answer === true) found.add(pid);
	}
	return {
		readable,
		pids: found
	};
}
/** Whether an open file is known to be open for reading alone (proc(5), fdinfo: the access mode is the last two bits). */
function isReadOnly(fdinfo) {
	const flags = /^flags:\s*([0-7]+)/m.exec(read(fdinfo) ?? "")?.[1];
	return flags !== void 0 && (Number.parseInt(flags, 8) & 3) === fs.constants.O_RDONLY;
}
function read(file) {
	try {
		return fs.readFileSync(file, "latin1");
	} catch {
		return;
	}
}
function linkTarget(link) {
	try {
		return fs.readlinkSync(link);
	} catch {
		return "";
	}
}

// src/live/processes/macos.ts
/** `lstart` is five words in the C locale: `Sat Nov 21 04:12:03 2026`. */
const PS_ARGS = [
	"-axww",
	"-o",
	"pid=,ppid=,pgid=,sess=,state=,lstart=,command="
];
/** `-E` adds the environment after the command, for processes of our own user. */
const PS_ENVIRONMENT_ARGS = [
	"-axwwE",
	"-o",
	"pid=,command="
];
const ROW = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;
/** Rows of `ps` with PS_ARGS. macOS prints sessions as 0 or an address: neither names a leader. */
function parsePs(text) {
	return text.split("\n").flatMap((line) => {
		const [, pid, ppid, group, session, state, start, command] = ROW.exec(line) ?? [];
		if (pid === void 0 || start === void 0) return [];
		const known = /^[1-9]\d*$/.test(session ?? "") ? Number(session) : void 0;
		return [{
			pid: Number(pid),
			ppid: Number(ppid),
			group: Number(group),
			session: known,
			start: start.replace(/\s+/g, " "),
			state: (state ?? "?").slice(0, 1),
			command: command ?? ""
		}];
	});
}
/** The words of each process's line, among them its environment: a value with blanks is several words. */
function parseEnvironments(text) {
	const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
	return new Map(rows.map(([pid, ...words]) => [Number(pid), words]).filter(([pid]) => Number.isSafeInteger(pid) && pid > 0));
}
/** `-Fp`: one field a line, `p<pid>` for each process. `-w`: no warnings. */
function lsofPortArgs(port) {
	return [
		"-w",
		"-nP",
		`-iTCP:${port}`,
		"-sTCP:LISTEN",
		"-Fp"
	];
}
/** `-Fpa`: for each process the access `a` of each of its descriptors `f`. */
function lsofFileArgs(file) {
	return [
		"-w",
		"-Fpa",
		"--",
		file
	];
}
/** Pids in the output of `lsof -Fp`. */
function parseLsof(text) {
	return text.split("\n").flatMap((line) => /^p\d+$/.test(line.trim()) ? [Number(line.trim().slice(1))] : []);
}
/** Pids in the output of `lsof -Fpa` that have the file open for writing (`w`) or both (`u`); access that is not told counts. */
function parseLsofWriters(text) {
	return text.split(/^(?=p\d+\s*$)/m).filter((section) => !/^ar\s*$/m.test(section) || /^a[wu]\s*$/m.test(section)).flatMap(parseLsof);
}
/** All sockets of TCP, by number: `lsof` shows only those of our own user. */
const NETSTAT_ARGS = [
	"-an",
	"-p",
	"tcp"
];
/** Whether somebody listens on the port, in the output of `netstat` with NETSTAT_ARGS; the port stands after the last dot. */
function parseNetstat(text, port) {
	return text.split("\n").some((line) => {
		const [protocol, , , local, , state] = line.trim().split(/\s+/);
		return protocol?.startsWith("tcp") === true && state === "LISTEN" && local?.endsWith(`.${port}`) === true;
	});
}

// src/live/processes/windows.ts
/** PowerShell that prints processes as JSON, dates in one form whatever the locale, in UTF-8. */
const CIM_COMMAND = [
	"-NoProfile",
	"-NonInteractive",
	"-Command",
	"[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,@{n='Start';e={$_.CreationDate.ToUniversalTime().ToString('o')}},Name,CommandLine | ConvertTo-Json -Compress"
];
/** All listeners, so that a list without any is a failure; those of this port as a list, even an empty one. */
function portCommand(port) {
	return [
		"-NoProfile",
		"-NonInteractive",
		"-Command",
		`$all = Get-NetTCPConnection -State Listen -ErrorAction Stop; ConvertTo-Json -Compress -InputObject @($all | Where-Object LocalPort -eq ${port} | Select-Object OwningProcess)`
	];
}
/** `taskkill` ends a whole tree; the process's children, not what left it. */
function taskkillArgs(pid) {
	return [
		"/PID",
		String(pid),
		"/T",
		"/F"
	];
}
/**
* Rows of CIM_COMMAND. Windows has neither groups nor sessions in this sense. A parent's number may belong to a younger
* process: then it is not the parent, and the row has none.
*/
function parseCim(text) {
	const rows = (listOf(text) ?? []).filter((row) => typeof row.ProcessId === "number");
	const starts = new Map(rows.map((row) => [row.ProcessId, row.Start ?? ""]));
	return rows.map((row) => {
		const start = row.Start ?? "";
		const parent = row.ParentProcessId ?? 0;
		const older = (starts.get(parent) ?? "") <= start;
		return {
			pid: row.ProcessId ?? 0,
			ppid: older ? parent : 0,
			group: void 0,
			session: void 0,
			start,
			state: "R",
			command: row.CommandLine ?? row.Name ?? ""
		};
	});
}
/** Owners of a port, from `portCommand`; undefined when it did not answer. */
function parseOwners(text) {
	const owners = listOf(text)?.flatMap(({ OwningProcess }) => typeof OwningProcess === "number" ? [OwningProcess] : []);
	return owners && [...new Set(owners)];
}
/** ConvertTo-Json prints one object for one, a list for several; a byte order mark may stand first. Undefined: no JSON. */
function listOf(text) {
	try {
		const value = JSON.parse(text.replace(/^\uFEFF/, ""));
		return Array.isArray(value) ? value : [value];
	} catch {
		return;
	}
}

// src/live/processes/table.ts
const run = promisify(execFile);
/**
* Every process of the machine that the system shows us. Linux reads /proc; elsewhere a program of the system is asked.
* @throws when it can't be read: that nothing stands in it would mean that everything has ended
*/
async function processTable() {
	const table = await readTable();
	if (!table) throw new Error("the process table can't be read");
	return table;
}
/** Undefined where it can't be read: a table that does not even show ourselves is none. */
async function readTable() {
	const table$3 = process.platform === "linux" ? table() : await askedTable();
	return table$3.has(process.pid) ? table$3 : void 0;
}
async function askedTable() {
	const rows = process.platform === "win32" ? parseCim(await answer("powershell", CIM_COMMAND) ?? "") : parsePs(await answer("ps", PS_ARGS) ?? "");
	return new Map(rows.map((row) => [row.pid, row]));
}
/** The command line of a process, as far as the system shows it; its short name where there is none. */
function commandOf(info) {
	return process.platform === "linux" ? commandLine(info) : info.command;
}
/** The name of a process without its arguments, which may be somebody else's secrets. */
function nameOf(info) {
	if (process.platform === "linux") return info?.command ?? "?";
	const [program = "?"] = /^"[^"]*"|^\S+/.exec(info?.command ?? "") ?? [];
	return program.replaceAll("\"", "").split(/[/\\]/).at(-1) ?? "?";
}
/** A running process by its number, with what makes it unmistakable; undefined when there is none, or only a zombie. */
async function identify(pid) {
	const info = await lookUp(pid);
	return info && info.state !== "Z" ? {
		pid: info.pid,
		start: info.start
	} : void 0;
}
/** A child that was started a moment ago, though it may have ended already: until it is collected its number is its own. */
async function identifyChild(pid) {
	const info = await lookUp(pid);
	return info && {
		pid: info.pid,
		start: info.start
	};
}
async function lookUp(pid) {
	return process.platform === "linux" ? stat(pid) : (await readTable())?.get(pid);
}
/** Whether there is a process of this number at all, a zombie too; the system is asked, whoever's it is. */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}
/** Whether that very process still runs: the same number and the same start time, and not a zombie. */
async function isRunning(id) {
	return (await stillRunning([id])).length > 0;
}
/** Those of these very processes that still run, by one look at the table where a look costs a program. Where it can't be read, numbers count. */
async function stillRunning(ids) {
	if (ids.length === 0) return [];
	if (process.platform === "linux") return ids.filter((id) => isSame(id, stat(id.pid)));
	const table = await readTable();
	return ids.filter((id) => table ? isSame(id, table.get(id.pid)) : isAlive(id.pid));
}
function isSame({ start }, info) {
	return info?.start === start && info.state !== "Z";
}
/** A program of the system that answers later than this hangs. */
const LIMIT_MS = 1e4;
/**
* What a program of the system prints, dates in one form whatever the locale; undefined when it is missing or does not
* answer. `lsof` exits with 1 when it finds nothing: without a complaint that is an answer.
*/
async function answer(file, args) {
	try {
		const env = {
			...process.env,
			LC_ALL: "",
			LC_TIME: "C"
		};
		const { stdout } = await run(file, [...args], {
			maxBuffer: 67108864,
			timeout: LIMIT_MS,
			killSignal: "SIGKILL",
			windowsHide: true,
			env
		});
		return stdout;
	} catch (error) {
		const { code, stdout = "", stderr = "" } = error;
		return typeof code === "number" && (stdout !== "" || stderr === "") ? stdout : void 0;
	}
}

// src/live/processes/end.ts
const POLL_MS = 25;
/** After SIGKILL the system needs a moment; beyond this it is not ours to end (uninterruptible, another user's). */
const KILL_WAIT_MS = 2e3;
/**
* Ends processes: the signal to all of them, SIGKILL to those that are left after the grace period, and confirms that they are
* gone. A process that got the number of one that has ended is never touched.
*/
async function endProcesses(ids, { signal, gracePeriodMs }) {
	const signals = [];
	let left = await stillRunning(ids.filter(({ pid }) => pid > 1 && pid !== process.pid));
	for (const [name, waitMs] of [[signal, gracePeriodMs], ["SIGKILL", KILL_WAIT_MS]]) {
		if (left.length === 0 || name === "SIGKILL" && signals.includes("SIGKILL")) break;
		signals.push(name);
		await Promise.all(left.map((id) => send(id, name)));
		left = await gone(left, name === "SIGKILL" ? KILL_WAIT_MS : waitMs);
	}
	return {
		signals,
		left
	};
}
/**
* Suspends processes, so that none of them can answer to the end of another: a database whose client is killed first would still
* close its files in good order. Windows has nothing of the kind.
*/
async function freezeProcesses(ids) {
	if (process.platform === "win32") return;
	const running = await stillRunning(ids.filter(({ pid }) => pid > 1 && pid !== process.pid));
	for (const { pid } of running) tryKill(pid, "SIGSTOP");
}
async function gone(ids, waitMs) {
	const deadline = performance.now() + waitMs;
	for (;;) {
		const left = await stillRunning(ids);
		if (left.length === 0 || performance.now() >= deadline) return left;
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}
/** A suspended process hears SIGTERM only once it goes on. */
async function send({ pid }, signal) {
	if (process.platform === "win32") {
		if (signal === "SIGKILL") await answer("taskkill", taskkillArgs(pid));
		else tryKill(pid, "SIGTERM");
		return;
	}
	tryKill(pid, signal);
	if (signal !== "SIGKILL") tryKill(pid, "SIGCONT");
}
function tryKill(pid, signal) {
	try {
		process.kill(pid, signal);
	} catch {}
}

// src/live/processes/births.ts
/** After this long a whole look costs little beside the command itself. */
const LONGEST_MS = 1e4;
/** Numbers below are given in the first round only (RESERVED_PIDS of the kernel). */
const RESERVED = 300;
/** Numbers that were taken for a process whose start then failed are not counted anywhere. */
const SPARE = 1e3;
/** What to compare with later; undefined where the system does not tell. */
function birthsNow() {
	if (process.platform !== "linux") return void 0;
	const count = forks();
	return count === void 0 ? void 0 : {
		count,
		atMs: performance.now()
	};
}
/** Whether the counting of births can be relied on: a child that was started since then must have been counted. */
function hasCounted(before) {
	const now = forks();
	return now !== void 0 && now > before.count;
}
/**
* Those of these numbers that a process can have which was started after `root`. The kernel gives numbers in turn: one that lies no
* further ahead than there were births, with those in between that were taken, may be a younger process; any other is an older one.
* @param listed numbers of all processes, listed before this is called
* @returns undefined where that can't be told: after long, or when the numbers may have come round
*/
function bornAfter(root, { count, atMs }, listed, proc) {
	const [forks$1, tasks$1, most] = [
		forks(proc),
		tasks(proc),
		mostPids(proc)
	];
	if (forks$1 === void 0 || tasks$1 === void 0 || most === void 0 || performance.now() - atMs > LONGEST_MS) return void 0;
	const reach = forks$1 - count + tasks$1 + SPARE;
	const round = most - RESERVED;
	if (reach >= round / 2) return void 0;
	return listed.filter((pid) => pid - root.pid + (pid < root.pid ? round : 0) <= reach);
}

// src/live/processes/kinship.ts
/** Whether a process was started before another one. Start times are clock ticks or dates; what can't be compared is not older. */
function isOlder(a, b) {
	return moment(a) < moment(b);
}
function moment({ start }) {
	return /^\d+$/.test(start) ? Number(start) : Date.parse(start);
}
/**
* Whether a process can't be of the tree of this root, whatever it holds: it was there before, or it is in a session that was.
* Every root leads a session of its own, and nobody can join another one. A session that is led from out of sight (0) is none of
* ours: we would see its leader.
*/
function isStranger(info, root, table) {
	if (info.session === 0) return true;
	const leader = info.session === void 0 ? void 0 : table.get(info.session);
	return isOlder(info, root) || leader !== void 0 && isOlder(leader, root);
}
/**
* Children of these processes, and theirs, each with the owner it inherits; the processes themselves left out. One that has
* ended may stand among them: Windows still names it as the parent. Nobody is the child of a younger process that has the number.
*/
function descendants(table, owners) {
	const children = /* @__PURE__ */ new Map();
	for (const info of table.values()) {
		const siblings = children.get(info.ppid);
		if (siblings) siblings.push(info);
		else children.set(info.ppid, [info]);
	}
	const found = /* @__PURE__ */ new Map();
	const queue = [...owners.values()].map((owner) => [owner, owner]);
	for (let next = queue.pop(); next; next = queue.pop()) {
		const [parent, owner] = next;
		for (const child of children.get(parent.pid) ?? []) {
			if (owners.has(child.pid) || found.has(child.pid) || isOlder(child, parent)) continue;
			found.set(child.pid, owner);
			queue.push([child, owner]);
		}
	}
	return found;
}
/** Our own process and its ancestors: never a leftover, whatever they have open. */
function ourselvesAndAbove(table) {
	const spared = /* @__PURE__ */ new Set();
	for (let pid = process.pid; pid > 0 && !spared.has(pid); pid = table.get(pid)?.ppid ?? 0) spared.add(pid);
	return spared;
}

// src/live/processes/marker.ts
/** Every process of an execution carries its id in this variable, and its children inherit it. */
const MARKER = "GATE_EXECUTION";
/** The tree (a service, a command) that a process belongs to stands in this one, so that nobody ends what is another tree's. */
const TREE = "GATE_TREE";
/** An environment that carries the marker. @param tree under which the tracker watches it */
function marked(env, execution, tree) {
	return {
		...env,
		[MARKER]: execution,
		[TREE]: encodeURIComponent(tree)
	};
}
/** What a program of ours needs: where programs, temporary files and the system's own libraries are. */
const NEEDED = /* @__PURE__ */ new Set([
	"PATH",
	"HOME",
	"TMPDIR",
	"TEMP",
	"TMP",
	"SYSTEMROOT",
	"WINDIR",
	"COMSPEC",
	"PATHEXT",
	"USERPROFILE"
]);
/**
* The environment of a helper that outlives us: it holds no secret that it has no use for, and nothing by which processes are
* looked for to be ended, neither ours nor a runner's (RUNNER_TRACKING_ID).
*/
function bareEnvironment(env) {
	return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.has(name.toUpperCase())));
}
/** The tree that an environment (`NAME=value`, …) names; undefined for one that names none. */
function treeIn(environment) {
	const entry = environment.find((one) => one.startsWith(`${TREE}=`));
	try {
		return entry && decodeURIComponent(entry.slice(10));
	} catch {
		return;
	}
}

// src/live/processes/looks.ts
const BLIND = {
	readable: false,
	pids: /* @__PURE__ */ new Set()
};
/** The environments of those of these processes that carry an execution's marker; undefined when none could be read. */
async function markedProcesses(execution, which) {
	const entry = `${MARKER}=${execution}`;
	if (process.platform === "win32") return void 0;
	if (process.platform === "linux") {
		const { readable, pids } = withEnvironment(entry, void 0, which);
		return readable ? new Map([...pids].map((pid) => [pid, environment(pid) ?? []])) : void 0;
	}
	const text = await answer("ps", PS_ENVIRONMENT_ARGS);
	return text === void 0 ? void 0 : new Map([...parseEnvironments(text)].filter(([, entries]) => entries.includes(entry)));
}
/** Those of these processes that have a file open for writing. Whoever reads along (`tail -f`) is a stranger. */
async function writersOf(file, which) {
	if (!fs.existsSync(file) || process.platform === "win32") return BLIND;
	if (process.platform === "linux") return withOpenFiles(/* @__PURE__ */ new Set([fs.realpathSync(file)]), void 0, which);
	const text = await answer("lsof", lsofFileArgs(file));
	return text === void 0 ? BLIND : {
		readable: true,
		pids: new Set(parseLsofWriters(text))
	};
}

// src/live/processes/ports.ts
const UNREADABLE = {
	readable: false,
	listening: false,
	owners: []
};
async function portOwners(port) {
	if (process.platform === "linux") return linuxOwners(port);
	return process.platform === "win32" ? windowsOwners(port) : macosOwners(port);
}
async function macosOwners(port) {
	const sockets = await answer("netstat", NETSTAT_ARGS);
	if (sockets === void 0) return UNREADABLE;
	if (!parseNetstat(sockets, port)) return {
		readable: true,
		listening: false,
		owners: []
	};
	return {
		readable: true,
		listening: true,
		owners: await identified(parseLsof(await answer("lsof", lsofPortArgs(port)) ?? ""))
	};
}
async function windowsOwners(port) {
	const pids = parseOwners(await answer("powershell", portCommand(port)) ?? "");
	return pids ? {
		readable: true,
		listening: pids.length > 0,
		owners: await identified(pids)
	} : UNREADABLE;
}
async function linuxOwners(port) {
	const inodes = listeningInodes(port);
	if (!inodes) return UNREADABLE;
	if (inodes.size === 0) return {
		readable: true,
		listening: false,
		owners: []
	};
	const { pids } = withOpenFiles(new Set([...inodes].map((inode) => `socket:[${inode}]`)));
	return {
		readable: true,
		listening: true,
		owners: await identified(pids)
	};
}
async function identified(pids) {
	return (await Promise.all([...pids].map((pid) => identify(pid)))).filter((id) => id !== void 0);
}

// src/live/processes/search.ts
/** One look over one process table. */
var Search = class {
	table;
	spared;
	techniques = /* @__PURE__ */ new Set();
	rows = /* @__PURE__ */ new Map();
	/**
	* A table that does not even show ourselves shows nothing that can be relied on, nor does a column that is empty for us. In a
	* container our own group or session may be 0, led from outside: those of the trees that we start are numbered all the same.
	*/
	constructor(table) {
		this.table = table;
		this.spared = ourselvesAndAbove(table);
		const ourselves = table.get(process.pid);
		if (ourselves) this.techniques.add("tree");
		if (ourselves?.group !== void 0) this.techniques.add("group");
		if (ourselves?.session !== void 0) this.techniques.add("session");
	}
	works(technique) {
		if (this.techniques.has("tree")) this.techniques.add(technique);
	}
	add(technique, service, matches) {
		for (const info of this.table.values()) if (matches(info)) this.take(info, technique, service);
	}
	/** Closes over children, and over groups and sessions that a found process leads. */
	close() {
		for (let size = -1; size !== this.rows.size;) {
			size = this.rows.size;
			const owners = new Map([...this.rows].map(([pid, { info, service }]) => [pid, {
				pid,
				start: info.start,
				service
			}]));
			for (const [pid, { service }] of descendants(this.table, owners)) this.add("tree", service, (info) => info.pid === pid);
			for (const info of this.table.values()) {
				this.takeWithLeader(info, "group", info.group);
				this.takeWithLeader(info, "session", info.session);
			}
		}
	}
	findings() {
		const rows = [...this.rows.values()];
		return {
			techniques: [...this.techniques],
			found: rows.filter(({ info }) => info.state !== "Z").map(({ info, by, service }) => ({
				pid: info.pid,
				start: info.start,
				command: commandOf(info),
				by: [...by],
				...service !== void 0 && { service }
			})),
			zombies: rows.filter(({ info }) => info.state === "Z").map(({ info }) => ({
				pid: info.pid,
				command: info.command,
				parent: info.ppid
			}))
		};
	}
	takeWithLeader(info, technique, leader) {
		const row = leader === void 0 || leader === info.pid ? void 0 : this.rows.get(leader);
		if (row) this.take(info, technique, row.service);
	}
	take(info, technique, service) {
		if (info.pid <= 1 || this.spared.has(info.pid)) return;
		const row = this.rows.get(info.pid) ?? {
			info,
			by: /* @__PURE__ */ new Set(),
			service
		};
		row.by.add(technique);
		row.service ??= service;
		this.rows.set(info.pid, row);
	}
};

// src/live/processes/tag.ts
/**
* A limit of a process is inherited by all that descend from it, whatever they scrub, close or leave, and everybody may read it.
* Linux has ignored that of file locks since 2.4.25 (getrlimit(2), RLIMIT_LOCKS): its soft value is free to carry a number.
*/
const SET = "ulimit -S -x \"$0\" 2>/dev/null; exec \"$@\"";
/** No start-up file, BASH_ENV nor function of the environment: with a socket as its input bash would even read ~/.bashrc. */
const OPTIONS = [
	"--noprofile",
	"--norc",
	"-p",
	"-c"
];
/** Tags lie above everything that somebody may have set for a purpose. */
const LEAST_TAG = 4503599627370496;
/** The number that the processes of a tree carry: 48 bits of a hash, so that no other tree of any execution has it. */
function tagOf(execution, tree) {
	const digest = createHash("sha256").update(`${execution}\n${tree}`).digest("hex");
	return LEAST_TAG + Number.parseInt(digest.slice(0, 12), 16);
}
/**
* The same command, carrying a tag: as the same process, with the same arguments. Where that can't be, the command as it is; also
* where its program is not there, for whoever starts it to be told so by the system.
* @param env its whole environment
*/
function tagged(command, env, execution, tree) {
	const shell = taggingShell();
	if (shell === void 0 || !isThere(command.file, env)) return command;
	return {
		...command,
		file: shell,
		args: [
			...OPTIONS,
			SET,
			String(tagOf(execution, tree)),
			command.file,
			...command.args
		]
	};
}
function isThere(program, env) {
	return (program.includes("/") ? [""] : (env["PATH"] ?? "").split(":").filter((folder) => folder !== "")).some((folder) => fs.existsSync(path.join(folder, program)));
}
let known;
/** A shell that can set the limit, found out once by trying; undefined where there is none, or no such limit. */
function taggingShell() {
	known ??= { shell: process.platform === "linux" ? ["/bin/bash", "/usr/bin/bash"].find(canTag) : void 0 };
	return known.shell;
}
function canTag(shell) {
	const { stdout } = spawnSync(shell, [
		...OPTIONS,
		SET,
		String(LEAST_TAG),
		"cat",
		"/proc/self/limits"
	], {
		encoding: "latin1",
		timeout: 5e3,
		killSignal: "SIGKILL"
	});
	return locksLimit(stdout ?? "") === LEAST_TAG;
}

// src/live/processes/leftovers.ts
/**
* Descendants are remembered, because a child whose parent ends is nobody's child afterwards: often while a tree is young, when
* daemons leave it, and now and then later on, so that days of watching cost next to nothing.
*/
const SNAPSHOT_MS = {
	young: 50,
	old: 1e3
};
const YOUNG_FOR_MS = 3e3;
/** A snapshot looks at all processes when the last one that did is so long ago: with 500 processes it costs 7 ms, another 0.4 ms. */
const WHOLE_MS = 900;
/** Remembers the trees of started processes, and finds what is left of them by the union of all techniques. */
var Tracker = class {
	execution;
	watched = [];
	known = /* @__PURE__ */ new Map();
	timer;
	youngUntil = 0;
	/** When the next snapshot is. */
	dueAt = 0;
	/** The processes that the last snapshot saw, each with its parent. */
	settled = /* @__PURE__ */ new Set();
	wholeAt = Number.NEGATIVE_INFINITY;
	/** @param execution value of the environment marker */
	constructor(execution) {
		this.execution = execution;
	}
	/** Follows a tree from now on. A service that is started again has several roots; each is remembered. */
	watch(service, root, traces = {}) {
		this.watched.push({
			service,
			root,
			...traces
		});
		this.known.set(root.pid, {
			...root,
			service
		});
		this.youngUntil = performance.now() + YOUNG_FOR_MS;
		if (this.timer !== void 0 && this.dueAt <= performance.now() + SNAPSHOT_MS.young) return;
		clearTimeout(this.timer);
		this.snapshotLater();
	}
	/** Forgets a service's trees: nothing of them is left, or is of interest. */
	forget(service) {
		this.watched.splice(0, this.watched.length, ...this.watched.filter((tree) => tree.service !== service));
		for (const [pid, known] of this.known) if (known.service === service) this.known.delete(pid);
		if (this.watched.length === 0) this.close();
	}
	close() {
		clearTimeout(this.timer);
		this.timer = void 0;
	}
	/**
	* Remembers every descendant there is now; only on Linux, elsewhere a program would have to be asked. Between two whole looks
	* only processes that were not there the last time are looked at, and those of the trees: whoever belongs to a tree is born
	* into it. A whole look is needed because numbers come again.
	*/
	snapshot() {
		if (process.platform !== "linux") return;
		const pids$1 = pids();
		const now = performance.now();
		const whole = now - this.wholeAt > WHOLE_MS;
		if (whole) this.wholeAt = now;
		const table$2 = table(void 0, whole ? pids$1 : pids$1.filter((pid) => !this.settled.has(pid) || this.known.has(pid)));
		this.rememberDescendants(table$2);
		const listed = new Set(pids$1);
		this.settled = new Set(pids$1.filter((pid) => listed.has(table$2.get(pid)?.ppid ?? pid)));
	}
	/** The processes of a service's trees that snapshots saw, living or not: known without looking at all others. */
	remembered(service) {
		this.snapshot();
		return [...this.known.values()].filter((known) => known.service === service).map(({ pid }) => pid);
	}
	/** Everything that is left of these services' trees, ourselves and what we stand on excepted. Ends nothing. */
	async find(services) {
		return this.look((service) => services.includes(service));
	}
	/** Everything that is left of the whole execution. Ends nothing. */
	async findAll() {
		return this.look(() => true);
	}
	async look(wanted) {
		const { table, pids } = this.youngOf(wanted) ?? wholeView(await processTable().catch(() => /* @__PURE__ */ new Map()));
		if (table.size > 0) this.rememberDescendants(table);
		const trees = this.watched.filter(({ service, root }) => wanted(service) && isItsNumberStill(root, table));
		const search = new Search(table);
		for (const { pid, start, service } of this.known.values()) if (wanted(service)) search.add("tree", service, (p) => p.pid === pid && p.start === start);
		for (const tree of trees) search.add("group", tree.service, (p) => p.group === tree.root.pid);
		for (const tree of trees) search.add("session", tree.service, (p) => p.session === tree.root.pid);
		await this.findByMarker(search, wanted, pids);
		this.findByTag(search, wanted, pids);
		await findByLog(search, trees, pids);
		await findByPort(search, trees);
		search.close();
		return search.findings();
	}
	/**
	* The part of the process table in which these trees can be: what was started after them. Whatever is older is a stranger to them.
	* What is known of all trees, what leads to us and to the sessions of these stands beside it. Undefined where the whole table is
	* needed.
	*/
	youngOf(wanted) {
		const trees = this.watched.filter(({ service }) => wanted(service));
		if (trees.length === 0) return void 0;
		const listed = pids();
		const young = /* @__PURE__ */ new Set();
		for (const { root, since } of trees) {
			const born = since && bornAfter(root, since, listed);
			if (!born) return void 0;
			for (const pid of born) young.add(pid);
		}
		const table$1 = table(void 0, [.../* @__PURE__ */ new Set([...young, ...this.known.keys()])]);
		return {
			table: withLeaders(table$1),
			pids: [...young].filter((pid) => table$1.has(pid))
		};
	}
	snapshotLater() {
		const ms = this.isYoung() ? SNAPSHOT_MS.young : SNAPSHOT_MS.old;
		this.dueAt = performance.now() + ms;
		this.timer = setTimeout(() => {
			this.snapshot();
			this.snapshotLater();
		}, ms);
		this.timer.unref();
	}
	isYoung() {
		return performance.now() < this.youngUntil;
	}
	rememberDescendants(table) {
		for (const { pid, start } of this.known.values()) if (!isItsNumberStill({
			pid,
			start
		}, table)) this.known.delete(pid);
		for (const [pid, { service }] of descendants(table, this.known)) {
			const start = table.get(pid)?.start;
			if (start !== void 0) this.known.set(pid, {
				pid,
				start,
				service
			});
		}
		const parents = new Set([...table.values()].map(({ ppid }) => ppid));
		for (const pid of this.known.keys()) if (!table.has(pid) && !parents.has(pid)) this.known.delete(pid);
	}
	/** Only what runs on is tagged: a command has its marker, its session and its output. */
	findByTag(search, wanted, pids) {
		const trees = this.watched.filter(({ service, since }) => since === void 0 && wanted(service));
		if (trees.length === 0 || taggingShell() === void 0) return;
		const tags = trees.map(({ service }) => tagOf(this.execution, service));
		const { readable, limits } = withLocksLimit(new Set(tags), void 0, pids);
		if (readable) search.works("inherited");
		for (const [index, { service, root }] of trees.entries()) search.add("inherited", service, (p) => limits.get(p.pid) === tags[index] && !isStranger(p, root, search.table));
	}
	/** What another tree that is still watched has started is not looked for; what belongs to none that is, is nobody else's. */
	async findByMarker(search, wanted, pids) {
		const marked = await markedProcesses(this.execution, pids);
		if (!marked) return;
		search.works("marker");
		const others = new Set(this.watched.map(({ service }) => service).filter((service) => !wanted(service)));
		for (const [pid, environment] of marked) {
			const known = this.known.get(pid)?.service;
			const tree = treeIn(environment) ?? known;
			if ([tree, known].some((one) => one !== void 0 && others.has(one))) continue;
			search.add("marker", tree !== void 0 && wanted(tree) ? tree : void 0, (p) => p.pid === pid);
		}
	}
};
async function findByLog(search, trees, which) {
	for (const { service, log, root } of trees) {
		if (log === void 0) continue;
		const { readable, pids } = await writersOf(log, which);
		if (!readable) continue;
		search.works("log-file");
		search.add("log-file", service, (p) => pids.has(p.pid) && !isStranger(p, root, search.table));
	}
}
function wholeView(table) {
	return {
		table,
		pids: [...table.keys()]
	};
}
/** Adds our own ancestors, and the leaders of the sessions of these processes. */
function withLeaders(table) {
	const add = (pid) => {
		const info = table.get(pid) ?? stat(pid);
		if (info) table.set(pid, info);
		return info;
	};
	const sessions = new Set([...table.values()].map(({ session = 0 }) => session));
	for (const leader of sessions) add(leader);
	for (let pid = process.pid; pid > 0;) pid = add(pid)?.ppid ?? 0;
	return table;
}
async function findByPort(search, trees) {
	for (const { service, port, root } of trees) {
		if (port === void 0) continue;
		const { readable, owners } = await portOwners(port);
		if (!readable) continue;
		search.works("port");
		const holds = new Map(owners.map(({ pid, start }) => [pid, start]));
		search.add("port", service, (p) => holds.get(p.pid) === p.start && !isStranger(p, root, search.table));
	}
}
/** A group or session keeps its leader's number from being given again; a number that another process has now is none of ours. */
function isItsNumberStill({ pid, start }, table) {
	const now = table.get(pid);
	return now === void 0 || now.start === start;
}

export { processTable as _, bareEnvironment as a, listeningInodes as b, hasCounted as c, commandOf as d, identify as f, nameOf as g, isRunning as h, MARKER as i, endProcesses as l, isAlive as m, tagged as n, marked as o, identifyChild as p, portOwners as r, birthsNow as s, Tracker as t, freezeProcesses as u, commandLine as v, stat as x, holdAll as y };