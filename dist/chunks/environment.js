// src/live/environment.ts
/** The runner's own variables: commands under test never see them. */
const RUNNER_ONLY = /^(INPUT_|ACTIONS_|GITHUB_TOKEN$|GH_TOKEN$|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$|STATE_|RUNNER_TRACKING_ID$)/;
/** What would make a shell run something else than what is written. */
const SHELL_HOOK = /^(BASH_ENV|ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS)$/;
/**
* Names that hold credentials by custom; they reach commands only through an `env` that names them. docs/secrets.md lists them. Addresses
* with a password (`DATABASE_URL`) are handed on: a run without them is seldom the one that is meant.
*/
const CREDENTIAL = /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASS|PASSPHRASE|CREDENTIALS?|CREDS?|PAT|(PRIVATE|ACCESS|SECRET|API)_?KEY|SECRET_KEY_BASE)$|_PWD$|^(PGPASSWORD|SSHPASS|REDISCLI_AUTH)$/i;
/** What a user may have set for commands, and the runner alone gets. */
const RUNNER_TOKEN = /^(GITHUB_TOKEN|GH_TOKEN)$/;
/** What commands inherit of our own environment: everything but the runner's variables, hooks of the shell, secrets and credentials that nobody listed. */
function inherited(plan, own) {
	const secret = new Set(plan.secretEnv);
	const captured = new Set(Object.keys(plan.capturedEnv));
	return Object.fromEntries(Object.entries(own).filter((entry) => {
		const [name, value] = entry;
		if (value === void 0 || secret.has(name) || RUNNER_ONLY.test(name) || SHELL_HOOK.test(name)) return false;
		return captured.has(name) || !CREDENTIAL.test(name);
	}));
}
/** The names that `inherited` leaves out for what they hold, in their order. */
function withheldNames(plan, own) {
	const handed = inherited(plan, own);
	const names = Object.keys(own).filter((name) => (own[name] ?? "") !== "" && handed[name] === void 0 && /^[A-Za-z_]\w*$/.test(name));
	const holds = (name) => plan.secretEnv.includes(name) || RUNNER_TOKEN.test(name) || CREDENTIAL.test(name) && !RUNNER_ONLY.test(name);
	return names.filter(holds).toSorted();
}
/** `GATE_VAR_x` for every variable of the plan; letters and digits stay, anything else becomes `_`. */
function variables(plan) {
	return Object.fromEntries(Object.entries(plan.vars).map(([name, value]) => [`GATE_VAR_${name.replace(/[^A-Za-z0-9]/g, "_")}`, String(value)]));
}
/** The values of `secret-env`, where set. */
var Secrets = class {
	values;
	/** Those that are unset or empty, or too short to be redacted (below 8 characters). */
	unusable;
	constructor(names, own) {
		const usable = names.filter((name) => (own[name] ?? "").length >= 8);
		this.values = new Map(usable.map((name) => [name, own[name] ?? ""]));
		const others = names.filter((name) => !this.values.has(name));
		this.unusable = others.map((name) => ({
			name,
			why: (own[name] ?? "") === "" ? "unset" : "short"
		}));
	}
	entries() {
		return [...this.values].map(([name, value]) => ({
			name,
			value
		}));
	}
	/** Replaces `${{ env.NAME }}` of a secret by its value; a secret that is not usable stays as its name. */
	reveal(text) {
		return text.replace(/\$\{\{\s*env\.([A-Za-z_]\w*)\s*\}\}/g, (whole, name) => this.values.get(name) ?? whole);
	}
};
/** Every value revealed. */
function revealed(env, secrets) {
	return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, secrets.reveal(value)]));
}
/** The environment of a service: inherited, the plan's, its own, and PORT. */
function serviceEnvironment(plan, service, base, secrets) {
	return {
		...base,
		...variables(plan),
		...revealed(plan.env, secrets),
		...service.port !== void 0 && { PORT: String(service.port) },
		...revealed(service.env, secrets)
	};
}

export { variables as a, serviceEnvironment as i, inherited as n, withheldNames as o, revealed as r, Secrets as t };