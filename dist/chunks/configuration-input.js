import { n as readConfig } from "./config-file.js";

// src/app/configuration-input.ts
/** A configuration as it lies on disk, with what the command line says. @throws SetupError when it can't be read. */
function loadInput({ config, gates, skip, purpose, overrides }, io) {
	const { name, bytes } = readConfig(config, io.cwd);
	return {
		text: bytes.toString("utf8"),
		bytes,
		file: name,
		overrides,
		gates,
		skip,
		env: io.env,
		...purpose !== void 0 && { purpose }
	};
}
/** A configuration alone: all of its gates, no overrides. */
function wholeInput(config, io) {
	return loadInput({
		config,
		gates: [],
		skip: [],
		purpose: void 0,
		overrides: {}
	}, io);
}

export { wholeInput as n, loadInput as t };