#!/usr/bin/env node
import { t as VERSION } from "./chunks/version.js";

// src/entries/cli.ts
const argv = process.argv.slice(2);
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.on("uncaughtException", (error) => {
	process.stderr.write(`gate: internal error: ${error.stack ?? String(error)}\n`);
	process.exit(2);
});
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) process.stdout.write(`${VERSION}\n`);
else {
	const { main } = await import("./chunks/commands.js");
	process.exitCode = await main(argv);
	process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

export {  };