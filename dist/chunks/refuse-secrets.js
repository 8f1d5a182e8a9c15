import { n as SetupError, t as ConfigurationError } from "./errors.js";
import { Dn as jsonText, it as isDoubtful, tt as allowedIndex } from "./configuration.js";
import { t as Secrets } from "./environment.js";
import { i as standardMatching, t as Redactor } from "./redact.js";

// src/engine/refuse-secrets.ts
/**
* Plan and configuration are kept as they are: a secret in them (of a captured variable, an override) would be published. Whatever
* documentation shows may stand in them, and what may well be none.
* @throws ConfigurationError with the place of every secret in the configuration, SetupError for one in the plan alone
*/
function refuseSecrets({ plan, configBytes, configName, shownName, env }) {
	const redactor = new Redactor(new Secrets(plan.secretEnv, env).entries(), standardMatching());
	const allows = (rule) => allowedIndex(plan.allowSecrets ?? [], rule, [configName]) >= 0;
	const harmful = (text) => redactor.text(text, void 0, allows).hits.filter(({ rule, example, allowed }) => !example && !allowed && !isDoubtful(rule));
	const written = harmful(Buffer.from(configBytes).toString("utf8"));
	if (written.length > 0) throw new ConfigurationError(written.map((hit) => problemOf(hit, shownName)));
	const [derived] = harmful(jsonText(plan));
	if (derived) throw new SetupError(secretInWords(derived, "stands in the plan (a captured variable, or an override)"));
}
function problemOf(hit, file) {
	return {
		file,
		at: {
			line: hit.line,
			column: hit.column
		},
		message: secretInWords(hit, "stands here")
	};
}
function secretInWords({ by, rule }, where) {
	if (by === "value") return `the value of ${rule} ${where}, which the evidence would publish`;
	return `a secret (${rule}) ${where}, which the evidence would publish: take it from a variable of "secret-env", or allow it by "allow-secrets" if it is none`;
}

export { refuseSecrets as t };