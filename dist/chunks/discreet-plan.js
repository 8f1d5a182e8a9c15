import { n as SetupError, t as ConfigurationError } from "./errors.js";
import { t as refuseSecrets } from "./refuse-secrets.js";
import { t as Secrets } from "./environment.js";
import { r as loadPlan } from "./load.js";
import { D as require_dist } from "./calendar.js";
import { i as standardMatching, t as Redactor } from "./redact.js";
import { t as checkoutOf } from "./config-file.js";
import path from "node:path";

// src/plan/secret-env.ts
var import_dist = require_dist();
/** Names in `evidence.secret-env`, as far as they can be read of a configuration that has problems. */
function secretEnvIn(configuration) {
	const [document] = (0, import_dist.parseAllDocuments)(configuration);
	const names = document && "getIn" in document ? document.getIn(["evidence", "secret-env"]) : void 0;
	return ((0, import_dist.isSeq)(names) ? names.items.map((item) => (0, import_dist.isScalar)(item) ? item.value : void 0) : [names]).filter((name) => typeof name === "string");
}

// src/app/discreet-plan.ts
/** Loads a plan, and tells no secret in what it says of it: a problem quotes what was found, an override or a captured variable too. */
function loadDiscreetly(input, { env }) {
	let redactor;
	const clean = (text) => {
		redactor ??= new Redactor(new Secrets(secretEnvIn(input.text), env).entries(), standardMatching());
		return redactor.text(text).text;
	};
	const cleaned = (problems) => problems.map((one) => ({
		...one,
		message: clean(one.message)
	}));
	try {
		const { plan, warnings, notYet } = loadPlan(input);
		return {
			plan,
			warnings: cleaned(warnings),
			notYet: cleaned(notYet)
		};
	} catch (error) {
		if (error instanceof ConfigurationError) throw new ConfigurationError(cleaned(error.problems), error.note);
		throw error instanceof SetupError ? new SetupError(clean(error.message)) : error;
	}
}
/**
* The same of a plan that will be shown whole, or given to others.
* @throws ConfigurationError also with the place of every secret that stands in it; SetupError
*/
function loadPublishable(input, config, io) {
	const loaded = loadDiscreetly(input, io);
	refuseSecrets({
		plan: loaded.plan,
		configBytes: config.bytes,
		configName: nameInCheckout(config, io),
		shownName: input.file,
		env: io.env
	});
	return loaded;
}
/** How the evidence calls the configuration. */
function nameInCheckout({ path: file }, { cwd }) {
	return path.relative(checkoutOf(file), path.resolve(cwd, file)).replaceAll("\\", "/");
}

export { loadPublishable as n, nameInCheckout as r, loadDiscreetly as t };