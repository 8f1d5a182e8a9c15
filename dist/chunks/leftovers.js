import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fs from "node:fs";

// src/live/processes/linux.ts
/** Linux: everything about processes is read from /proc, in milliseconds and without a program. */
const PROC = "/proc";
/** Numbers of all processes. Empty when /proc can't be read. */
function pids(proc = PROC) {
	try {
		return fs.readdirSync(proc).filter((name) => /^\d+$/.test(name)).map(Number);
	} catch {
		return [];
	}
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
function table(proc = PROC) {
	const rows = /* @__PURE__ */ new Map();
	for (const pid of pids(proc)) {
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
/** Processes whose environment, as it was at their start, holds this entry (`NAME=value`). */
function withEnvironment(entry, proc = PROC) {
	return look(proc, (pid) => {
		const environment = read(`${proc}/${pid}/environ`);
		return environment === void 0 ? void 0 : environment.split("\0").includes(entry);
	});
}
/** Processes that have one of these files open. `files`: what the links in /proc/PID/fd point to, `socket:[inode]` too. */
function withOpenFiles(files, proc = PROC) {
	return look(proc, (pid) => {
		const folder = `${proc}/${pid}/fd`;
		try {
			return fs.readdirSync(folder).some((fd) => files.has(linkTarget(`${folder}/${fd}`)));
		} catch {
			return;
		}
	});
}
/** Inodes of the sockets that listen on a TCP port, on any address; undefined when the tables can't be read. */
function listeningInodes(port, proc = PROC) {
	const tables = [`${proc}/net/tcp`, `${proc}/net/tcp6`].map(read).filter((text) => text !== void 0);
	return tables.length === 0 ? void 0 : new Set(tables.flatMap((text) => parseListeners(text, port)));
}
/** Rows of /proc/net/tcp in state 0A (LISTEN) on this port: their inodes. */
function parseListeners(text, port) {
	const inodes = [];
	for (const line of text.split("\n").slice(1)) {
		const fields = line.trim().split(/\s+/);
		const [, local, , state] = fields;
		const inode = fields[9];
		if (state !== "0A" || local === void 0 || inode === void 0) continue;
		if (Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16) === port) inodes.push(inode);
	}
	return inodes;
}
function look(proc, matches) {
	let readable = false;
	const found = /* @__PURE__ */ new Set();
	for (const pid of pids(proc)) {
		const answer = matches(pid);
		readable ||= answer !== void 0;
		if (answer === true) found.add(pid);
	}
	return {
		readable,
		pids: found
	};
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
/** Rows of `ps` with PS_ARGS. macOS prints sessions as 0 or an address: 0 stands for an unknown one. */
function parsePs(text) {
	return text.split("\n").flatMap((line) => {
		const [, pid, ppid, group, session, state, start, command] = ROW.exec(line) ?? [];
		if (pid === void 0 || start === void 0) return [];
		const known = /^\d+$/.test(session ?? "") ? Number(session) : 0;
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
/** Pids whose line, environment included, holds the entry as a word of its own. */
function parseEnvironment(text, entry) {
	const rows = text.split("\n").filter((line) => ` ${line} `.includes(` ${entry} `));
	return new Set(rows.map((line) => Number(line.trim().split(/\s+/, 1)[0])).filter(Number.isSafeInteger));
}
/** `-Fp`: one field a line, `p<pid>` for each process. */
function lsofPortArgs(port) {
	return [
		"-nP",
		`-iTCP:${port}`,
		"-sTCP:LISTEN",
		"-Fp"
	];
}
function lsofFileArgs(file) {
	return [
		"-Fp",
		"--",
		file
	];
}
/** Pids in the output of `lsof -Fp`. */
function parseLsof(text) {
	return text.split("\n").flatMap((line) => /^p\d+$/.test(line.trim()) ? [Number(line.trim().slice(1))] : []);
}

// src/live/processes/windows.ts
/** PowerShell that prints processes as JSON, dates in one form whatever the locale, in UTF-8. */
const CIM_COMMAND = [
	"-NoProfile",
	"-NonInteractive",
	"-Command",
	"[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,@{n='Start';e={$_.CreationDate.ToUniversalTime().ToString('o')}},Name,CommandLine | ConvertTo-Json -Compress"
];
function portCommand(port) {
	return [
		"-NoProfile",
		"-NonInteractive",
		"-Command",
		`Get-NetTCPConnection -State Listen -LocalPort ${port} -ErrorAction SilentlyContinue | Select-Object OwningProcess | ConvertTo-Json -Compress`
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
	const rows = listOf(text).filter((row) => typeof row.ProcessId === "number");
	const starts = new Map(rows.map((row) => [row.ProcessId, row.Start ?? ""]));
	return rows.map((row) => {
		const start = row.Start ?? "";
		const parent = row.ParentProcessId ?? 0;
		const older = (starts.get(parent) ?? "") <= start;
		return {
			pid: row.ProcessId ?? 0,
			ppid: older ? parent : 0,
			group: 0,
			session: 0,
			start,
			state: "R",
			command: row.CommandLine ?? row.Name ?? ""
		};
	});
}
/** Owners of a port, from `portCommand`. */
function parseOwners(text) {
	const owners = listOf(text).flatMap(({ OwningProcess }) => typeof OwningProcess === "number" ? [OwningProcess] : []);
	return [...new Set(owners)];
}
/** ConvertTo-Json prints one object for one, a list for several, nothing for none; a byte order mark may stand first. */
function listOf(text) {
	const json = text.replace(/^\uFEFF/, "").trim();
	if (json === "") return [];
	try {
		const value = JSON.parse(json);
		return Array.isArray(value) ? value : [value];
	} catch {
		return [];
	}
}

// src/live/processes/table.ts
const run = promisify(execFile);
/** Every process of the machine that the system shows us. Linux reads /proc; elsewhere a program of the system is asked. */
async function processTable() {
	if (process.platform === "linux") return table();
	const rows = process.platform === "win32" ? parseCim(await answer("powershell", CIM_COMMAND)) : parsePs(await answer("ps", PS_ARGS));
	return new Map(rows.map((row) => [row.pid, row]));
}
/** The command line of a process, as far as the system shows it; its short name where there is none. */
function commandOf(info) {
	return process.platform === "linux" ? commandLine(info) : info.command;
}
/** A running process by its number, with what makes it unmistakable; undefined when there is none, or only a zombie. */
async function identify(pid) {
	const info = process.platform === "linux" ? stat(pid) : (await processTable()).get(pid);
	return info && info.state !== "Z" ? {
		pid: info.pid,
		start: info.start
	} : void 0;
}
/** Whether that very process still runs: the same number and the same start time, and not a zombie. */
async function isRunning(id) {
	return (await identify(id.pid))?.start === id.start;
}
/** What a program of the system prints; nothing when it is missing or fails. */
async function answer(file, args) {
	try {
		const { stdout } = await run(file, [...args], {
			maxBuffer: 67108864,
			timeout: 3e4,
			windowsHide: true
		});
		return stdout;
	} catch {
		return "";
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
	let left = await running(ids.filter(({ pid }) => pid > 1 && pid !== process.pid));
	for (const [name, waitMs] of [[signal, gracePeriodMs], ["SIGKILL", KILL_WAIT_MS]]) {
		if (left.length === 0 || name === "SIGKILL" && signals.includes("SIGKILL")) break;
		signals.push(name);
		for (const id of left) await send(id, name);
		left = await gone(left, name === "SIGKILL" ? KILL_WAIT_MS : waitMs);
	}
	return {
		signals,
		left
	};
}
async function gone(ids, waitMs) {
	const deadline = performance.now() + waitMs;
	for (;;) {
		const left = await running(ids);
		if (left.length === 0 || performance.now() >= deadline) return left;
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
}
async function running(ids) {
	const alive = await Promise.all(ids.map(isRunning));
	return ids.filter((_, index) => alive[index]);
}
/** A suspended process hears SIGTERM only once it goes on. */
async function send(id, signal) {
	if ((await identify(id.pid))?.start !== id.start) return;
	if (process.platform === "win32") {
		if (signal === "SIGKILL") await answer("taskkill", taskkillArgs(id.pid));
		else tryKill(id.pid, "SIGTERM");
		return;
	}
	tryKill(id.pid, signal);
	if (signal !== "SIGKILL") tryKill(id.pid, "SIGCONT");
}
function tryKill(pid, signal) {
	try {
		process.kill(pid, signal);
	} catch {}
}

// src/live/processes/marker.ts
/** Every process of an execution carries its id in this variable, and its children inherit it. */
const MARKER = "GATE_EXECUTION";
/** An environment that carries the marker. */
function marked(env, execution) {
	return {
		...env,
		[MARKER]: execution
	};
}

// src/live/processes/ports.ts
async function portOwners(port) {
	if (process.platform === "linux") return linuxOwners(port);
	const pids = process.platform === "win32" ? parseOwners(await answer("powershell", portCommand(port))) : parseLsof(await answer("lsof", lsofPortArgs(port)));
	return {
		readable: true,
		listening: pids.length > 0,
		owners: await identified(pids)
	};
}
async function linuxOwners(port) {
	const inodes = listeningInodes(port);
	if (!inodes) return {
		readable: false,
		listening: false,
		owners: []
	};
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
/** Characters of a command line that are recorded. */
const LONGEST_COMMAND = 300;
/** Remembers the trees of started processes, and finds what is left of them by the union of all techniques. */
var Tracker = class {
	execution;
	watched = [];
	known = /* @__PURE__ */ new Map();
	timer;
	youngUntil = 0;
	/** @param execution value of the environment marker */
	constructor(execution) {
		this.execution = execution;
	}
	/** Follows a tree from now on. A service that is started again has several roots; each is remembered. */
	watch(service, root, { log, port } = {}) {
		this.watched.push({
			service,
			root,
			...log !== void 0 && { log },
			...port !== void 0 && { port }
		});
		this.remember(root, service);
		this.youngUntil = performance.now() + YOUNG_FOR_MS;
		clearTimeout(this.timer);
		this.snapshotLater();
	}
	/** Forgets a service's trees: nothing of them is left, or is of interest. */
	forget(service) {
		this.watched.splice(0, this.watched.length, ...this.watched.filter((tree) => tree.service !== service));
		for (const [key, known] of this.known) if (known.service === service) this.known.delete(key);
		if (this.watched.length === 0) this.close();
	}
	close() {
		clearTimeout(this.timer);
		this.timer = void 0;
	}
	/** Remembers every descendant there is now. Cheap on Linux (some ms); elsewhere a program is asked, so it is left out. */
	snapshot() {
		if (process.platform === "linux") this.rememberDescendants(table());
	}
	/** Everything that is left of these services' trees, ourselves and what we stand on excepted. Ends nothing. */
	async find(services) {
		const table = await processTable();
		this.rememberDescendants(table);
		const trees = this.watched.filter(({ service, root }) => services.includes(service) && isItsNumberStill(root, table));
		const search = new Search(table, services);
		this.findKnown(search, services);
		for (const tree of trees) search.add("group", tree.service, (p) => p.group === tree.root.pid && p.group !== 0);
		for (const tree of trees) search.add("session", tree.service, (p) => p.session === tree.root.pid && p.session !== 0);
		await this.findByMarker(search, services);
		await this.findByLog(search, trees);
		await this.findByPort(search, trees);
		search.close();
		return search.findings();
	}
	snapshotLater() {
		const ms = performance.now() < this.youngUntil ? SNAPSHOT_MS.young : SNAPSHOT_MS.old;
		this.timer = setTimeout(() => {
			this.snapshot();
			this.snapshotLater();
		}, ms);
		this.timer.unref();
	}
	remember({ pid, start }, service) {
		this.known.set(`${pid} ${start}`, {
			pid,
			start,
			service
		});
	}
	rememberDescendants(table) {
		const owner = /* @__PURE__ */ new Map();
		for (const known of this.known.values()) if (table.get(known.pid)?.start === known.start) owner.set(known.pid, known.service);
		for (const [child, service] of descendants(table, owner)) {
			const info = table.get(child);
			if (info) this.remember(info, service);
		}
		for (const [key, { pid, start }] of this.known) if (table.get(pid)?.start !== start) this.known.delete(key);
	}
	findKnown(search, services) {
		search.works("tree");
		for (const { pid, start, service } of this.known.values()) if (services.includes(service)) search.add("tree", service, (p) => p.pid === pid && p.start === start);
	}
	/** The marker tells the execution, not the service: what the snapshots know to be another service's is not counted here. */
	async findByMarker(search, services) {
		const { readable, pids } = await withMarker(`${MARKER}=${this.execution}`);
		if (!readable) return;
		search.works("marker");
		const elsewhere = new Set([...this.known.values()].filter(({ service }) => !services.includes(service)).map(({ pid }) => pid));
		search.add("marker", void 0, (p) => pids.has(p.pid) && !elsewhere.has(p.pid));
	}
	async findByLog(search, trees) {
		for (const { service, log } of trees) {
			if (log === void 0) continue;
			const look = await holdersOf(log);
			if (!look.readable) continue;
			search.works("log-file");
			search.add("log-file", service, (p) => look.pids.has(p.pid));
		}
	}
	async findByPort(search, trees) {
		for (const { service, port, root } of trees) {
			if (port === void 0) continue;
			const { readable, owners } = await portOwners(port);
			if (!readable) continue;
			search.works("port");
			search.add("port", service, (p) => owners.some(({ pid, start }) => p.pid === pid && p.start === start) && !isOlder(p, root));
		}
	}
};
/** One look over one process table. */
var Search = class {
	table;
	spared;
	techniques = /* @__PURE__ */ new Set();
	found = /* @__PURE__ */ new Map();
	constructor(table, services) {
		this.table = table;
		this.spared = ourselvesAndAbove(table);
		if (table.size > 0 && services.length > 0) {
			this.works("group");
			this.works("session");
		}
	}
	works(technique) {
		if (this.table.size > 0) this.techniques.add(technique);
	}
	add(technique, service, matches) {
		for (const info of this.table.values()) if (matches(info)) this.take(info.pid, technique, service);
	}
	/** Closes over children, and over groups and sessions that a found process leads. */
	close() {
		for (let size = -1; size !== this.found.size;) {
			size = this.found.size;
			const owners = new Map([...this.found].map(([pid, { service }]) => [pid, service ?? ""]));
			for (const [child, service] of descendants(this.table, owners)) this.take(child, "tree", service === "" ? void 0 : service);
			for (const info of this.table.values()) {
				if (this.found.has(info.group) && info.group !== 0 && info.group !== info.pid) this.take(info.pid, "group", this.found.get(info.group)?.service);
				if (this.found.has(info.session) && info.session !== 0 && info.session !== info.pid) this.take(info.pid, "session", this.found.get(info.session)?.service);
			}
		}
	}
	findings() {
		const rows = [...this.found].flatMap(([pid, row]) => {
			const info = this.table.get(pid);
			return info ? [{
				info,
				...row
			}] : [];
		});
		return {
			techniques: [...this.techniques],
			found: rows.filter(({ info }) => info.state !== "Z").map(({ info, by, service }) => ({
				pid: info.pid,
				start: info.start,
				command: commandOf(info).slice(0, LONGEST_COMMAND),
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
	take(pid, technique, service) {
		if (pid <= 1 || this.spared.has(pid)) return;
		const row = this.found.get(pid) ?? {
			by: /* @__PURE__ */ new Set(),
			service
		};
		row.by.add(technique);
		row.service ??= service;
		this.found.set(pid, row);
	}
};
/** A group or session keeps its leader's number from being given again; a number that another process has now is none of ours. */
function isItsNumberStill({ pid, start }, table) {
	const now = table.get(pid);
	return now === void 0 || now.start === start;
}
/** Whether a process was started before another one. Start times are clock ticks or dates; what can't be compared is not older. */
function isOlder(a, b) {
	const moment = ({ start }) => /^\d+$/.test(start) ? Number(start) : Date.parse(start);
	return moment(a) < moment(b);
}
/** Children of these processes, and theirs, with the owner they inherit; the processes themselves left out. */
function descendants(table, owners) {
	const children = /* @__PURE__ */ new Map();
	for (const { pid, ppid } of table.values()) children.set(ppid, [...children.get(ppid) ?? [], pid]);
	const found = /* @__PURE__ */ new Map();
	const queue = [...owners];
	for (let next = queue.pop(); next; next = queue.pop()) {
		const [parent, owner] = next;
		for (const child of children.get(parent) ?? []) {
			if (owners.has(child) || found.has(child)) continue;
			found.set(child, owner);
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
async function withMarker(entry) {
	if (process.platform === "linux") return withEnvironment(entry);
	if (process.platform === "win32") return {
		readable: false,
		pids: /* @__PURE__ */ new Set()
	};
	const text = await answer("ps", PS_ENVIRONMENT_ARGS);
	return {
		readable: text !== "",
		pids: parseEnvironment(text, entry)
	};
}
async function holdersOf(file) {
	if (!fs.existsSync(file)) return {
		readable: false,
		pids: /* @__PURE__ */ new Set()
	};
	if (process.platform === "linux") return withOpenFiles(/* @__PURE__ */ new Set([fs.realpathSync(file)]));
	if (process.platform === "win32") return {
		readable: false,
		pids: /* @__PURE__ */ new Set()
	};
	return {
		readable: true,
		pids: new Set(parseLsof(await answer("lsof", lsofFileArgs(file))))
	};
}

export { endProcesses as a, isRunning as c, marked as i, processTable as l, portOwners as n, commandOf as o, MARKER as r, identify as s, Tracker as t, commandLine as u };