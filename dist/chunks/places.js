import { i as DEFAULT_CONFIG, n as SetupError, s as STORE_GITHUB } from "./errors.js";
import { r as readWhole, t as MOST } from "./read.js";
import { D as require_dist, h as object, m as number, x as unknown } from "./calendar.js";
import { t as visible } from "./visible.js";
import { n as readConfig, t as checkoutOf } from "./config-file.js";
import fs from "node:fs";
import path from "node:path";

// src/plan/settings.ts
var import_dist = require_dist();
const whole = number().int().min(1).optional().catch(void 0);
const evidence = object({ evidence: object({
	store: unknown(),
	retention: object({
		days: whole,
		executions: whole
	}).optional().catch(void 0)
}) });
/** What can be read of it, also of a configuration that has problems or names variables. */
function storeSettingsIn(configuration) {
	const [document] = (0, import_dist.parseAllDocuments)(configuration);
	const { store, retention: { days, executions } = {} } = evidence.safeParse(document && "toJS" in document ? document.toJS() : void 0).data?.evidence ?? {};
	const isWritten = typeof store === "string" && store !== "" && !store.includes("${{");
	const isLimited = days !== void 0 || executions !== void 0;
	const trouble = isWritten || store === void 0 ? "" : "`evidence.store` is no plain text";
	return {
		...isWritten && { store },
		...isLimited && { retention: {
			...days !== void 0 && { days },
			...executions !== void 0 && { executions }
		} },
		...document?.errors.length ? { trouble: "no valid YAML, `gate check` says where" } : trouble !== "" && { trouble }
	};
}

// src/app/history/places.ts
/** Where executions are written when nobody says otherwise, relative to the work tree in which the command runs. */
const DEFAULT_STORE = ".gate/executions";
/**
* `--out` says where an execution is written, before `evidence.store`. The store of the configuration is asked for earlier executions all
* the same: an execution elsewhere begins no count anew.
*/
function storesOf(plan, { out, configPath }, io) {
	const home = folderOf(plan, configPath) ?? defaultStore(io);
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
/** One for the whole work tree: a run that is started in one of its folders begins no count anew. */
function defaultStore({ cwd }) {
	const folder = path.join(workTreeOf(cwd) ?? cwd, DEFAULT_STORE);
	return {
		folder,
		name: path.relative(cwd, folder)
	};
}
/** The nearest folder above, or this one, that git calls the top of a work tree. */
function workTreeOf(cwd) {
	for (let folder = cwd;; folder = path.dirname(folder)) {
		if (fs.existsSync(path.join(folder, ".git"))) return folder;
		if (folder === path.dirname(folder)) return void 0;
	}
}
/**
* The store that `--out` or `--config` names; else what `.github/gates.yml` says, where there is one.
* @throws SetupError for a configuration that was named and does not tell
*/
function storeToRead({ out, config }, io) {
	const file = path.resolve(io.cwd, config ?? path.join(workTreeOf(io.cwd) ?? io.cwd, ".github/gates.yml"));
	const settings = config === void 0 ? settingsIfAny(file) : settingsOf(config, out, io);
	if (out !== void 0) return {
		folder: path.resolve(io.cwd, out),
		name: out,
		settings,
		hint: ""
	};
	const home = folderOf(settings, file) ?? defaultStore(io);
	return {
		...home,
		settings,
		hint: config === void 0 ? otherStore(home, io) : ""
	};
}
function settingsOf(config, out, io) {
	const { trouble, ...settings } = storeSettingsIn(readConfig(config, io.cwd).bytes.toString("utf8"));
	if (trouble !== void 0 && out === void 0) throw new SetupError(`${visible(config)}: ${trouble}; name the folder by --out`);
	return settings;
}
/** A configuration that nobody named, and that can't be read, says nothing of its store: these commands are about executions. */
function settingsIfAny(config) {
	try {
		return storeSettingsIn(readWhole(config, MOST.config).toString("utf8"));
	} catch {
		return {};
	}
}
/** A configuration of another name is known to nobody who does not name it. */
function otherStore({ folder }, { cwd }) {
	const file = [cwd, workTreeOf(cwd) ?? cwd].map((place) => path.join(place, "gates.yml")).find((one) => {
		const other = folderOf(settingsIfAny(one), one);
		return other !== void 0 && other.folder !== folder;
	});
	if (file === void 0) return "";
	const name = path.relative(cwd, file);
	return `; the store of ${name} is ${visible(settingsIfAny(file).store ?? "")}: add --config ${name}`;
}

export { workTreeOf as a, storesOf as i, storeToRead as n, storesInAction as r, isOfGitHub as t };