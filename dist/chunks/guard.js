import { i as bareEnvironment } from "./leftovers.js";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

// src/live/guard.ts
/** The file in the work folder that tells the guard's number to whoever comes after a crash. */
const GUARD_PID = "guard.pid";
/** Pids of the guards of this process: they are no part of what is looked at. */
const GUARDS = /* @__PURE__ */ new Set();
/** A second process, in a session of its own, that ends everything of an execution when this one dies, however it dies. */
var Guard = class {
	child;
	/** @param folder the bundle's folder, for what was recorded to be sealed; `workFolder` is removed afterwards. */
	constructor(execution, folders) {
		this.child = spawn(process.execPath, [guardScript()], {
			detached: true,
			stdio: [
				"pipe",
				"ignore",
				"ignore"
			],
			env: bareEnvironment(process.env),
			windowsHide: true
		});
		if (this.child.pid !== void 0) GUARDS.add(this.child.pid);
		this.child.on("error", () => {});
		this.child.stdin?.on("error", () => {});
		this.child.unref();
		this.tell({
			type: "execution",
			execution,
			...folders
		});
	}
	get pid() {
		return this.child.pid;
	}
	/** The guard then also knows this tree by its group, its log and its port. */
	watch(service, root, extra) {
		this.tell({
			type: "watch",
			service,
			process: root,
			...extra
		});
	}
	/** Nothing of it is left: its number and its port may be somebody else's by now. */
	forget(service) {
		this.tell({
			type: "forget",
			service
		});
	}
	/** Everything has ended in order: the guard has nothing to do. */
	async close() {
		this.tell({ type: "done" });
		await this.hangUp();
	}
	/** Something went wrong that we can't mend: the guard ends what is left and makes a bundle of what was recorded. */
	async abandon() {
		await this.hangUp();
	}
	async hangUp() {
		this.child.stdin?.end();
		if (this.child.pid === void 0 || this.child.exitCode !== null || this.child.signalCode !== null) return;
		this.child.ref();
		await new Promise((resolve) => this.child.once("exit", () => resolve()));
	}
	tell(message) {
		this.child.stdin?.write(`${JSON.stringify(message)}\n`);
	}
};
/** The guard's entry: beside or above the chunk that runs, under a name that no chunk has; or its source. */
function guardScript() {
	const here = import.meta.dirname;
	const script = [
		"guard-process.js",
		"../guard-process.js",
		"../entries/guard-process.ts"
	].map((file) => path.resolve(here, file)).find((file) => fs.existsSync(file));
	if (script === void 0) throw new Error(`no guard beside ${here}`);
	return script;
}

export { GUARD_PID as n, Guard as r, GUARDS as t };