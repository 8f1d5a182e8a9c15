import { n as readConfig } from "./config-file.js";

// src/app/configuration-input.ts
/** All gates, no overrides. */
const ALL = {
	gates: [],
	skip: [],
	purpose: void 0,
	overrides: {},
	stage: void 0
};
/** A configuration with what the command line says. */
function loadInput({ name, bytes }, { gates, skip, purpose, overrides, stage }, io) {
	return {
		text: bytes.toString("utf8"),
		bytes,
		file: name,
		overrides,
		gates,
		skip,
		env: io.env,
		...purpose !== void 0 && { purpose },
		...stage !== void 0 && { stage }
	};
}
/** A configuration alone: all of its gates, no overrides. @throws SetupError when it can't be read. */
function wholeInput(config, io) {
	return loadInput(readConfig(config, io.cwd), ALL, io);
}

export { loadInput as n, wholeInput as r, ALL as t };