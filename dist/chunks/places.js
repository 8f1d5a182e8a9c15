import { r as STORE_GITHUB } from "./plan.js";
import { r as readWhole, t as MOST } from "./read.js";
import { E as require_dist, _ as string, m as object, p as number } from "./calendar.js";
import { t as checkoutOf } from "./config-file.js";
import fs from "node:fs";
import path from "node:path";

// src/plan/settings.ts
var import_dist = require_dist();
const whole = number().int().min(1).optional().catch(void 0);
const evidence = object({ evidence: object({
	store: string().min(1).optional().catch(void 0),
	retention: object({
		days: whole,
		executions: whole
	}).optional().catch(void 0)
}) });
/** What can be read of it, also of a configuration that has problems or names variables. */
function storeSettingsIn(configuration) {
	const [document] = (0, import_dist.parseAllDocuments)(configuration);
	const { store, retention: { days, executions } = {} } = evidence.safeParse(document && "toJS" in document ? document.toJS() : void 0).data?.evidence ?? {};
	const isWritten = store !== void 0 && !store.includes("${{");
	const isLimited = days !== void 0 || executions !== void 0;
	return {
		...isWritten && { store },
		...isLimited && { retention: {
			...days !== void 0 && { days },
			...executions !== void 0 && { executions }
		} }
	};
}

// src/app/history/places.ts
/** Where executions are written when nobody says otherwise, relative to where the command runs. */
const DEFAULT_STORE = ".gate/executions";
/** The configuration when none is named. */
const DEFAULT_CONFIG = ".github/gates.yml";
/**
* `--out` says where an execution is written, before `evidence.store`. The store of the configuration is asked for earlier executions all
* the same: an execution elsewhere begins no count anew.
*/
function storesOf(plan, { out, configPath }, io) {
	const home = folderOf(plan, configPath) ?? {
		folder: path.resolve(io.cwd, ".gate/executions"),
		name: ".gate/executions"
	};
	if (out === void 0) return [home];
	const own = {
		folder: path.resolve(io.cwd, out),
		name: out
	};
	return own.folder === home.folder ? [own] : [own, home];
}
/** In the action an execution is written to the runner's temporary folder, or to the folder that the configuration names. */
function storesInAction(plan, { own, configPath }) {
	return [folderOf(plan, configPath) ?? {
		folder: own,
		name: "the temporary folder of the runner"
	}];
}
/** Whether earlier executions are those that GitHub tells of. */
function isOfGitHub({ store }) {
	return store === STORE_GITHUB;
}
function folderOf({ store }, configPath) {
	if (store === void 0 || store === "github") return void 0;
	return {
		folder: path.resolve(checkoutOf(configPath), store),
		name: store
	};
}
/** The store that a command reads which is given no configuration, and what `.github/gates.yml` says of it where there is one. */
function storeToRead(out, io) {
	const config = path.resolve(io.cwd, DEFAULT_CONFIG);
	const settings = fs.existsSync(config) ? settingsOf(config) : {};
	if (out !== void 0) return {
		folder: path.resolve(io.cwd, out),
		name: out,
		settings
	};
	return {
		...folderOf(settings, config) ?? {
			folder: path.resolve(io.cwd, ".gate/executions"),
			name: ".gate/executions"
		},
		settings
	};
}
/** A configuration that can't be read says nothing of its store: these commands are about executions. */
function settingsOf(config) {
	try {
		return storeSettingsIn(readWhole(config, MOST.config).toString("utf8"));
	} catch {
		return {};
	}
}

export { storesOf as i, storeToRead as n, storesInAction as r, isOfGitHub as t };