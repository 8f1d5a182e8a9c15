#!/usr/bin/env node
import { t as VERSION } from "./chunks/version-CwXEywDh.js";

// src/entries/cli.ts
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) process.stdout.write(`${VERSION}\n`);
else {
	const { main } = await import("./chunks/commands-Bv41SCwr.js");
	process.exitCode = await main(argv);
	process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

export {  };