#!/usr/bin/env node
import v8 from "node:v8";

// src/entries/cli.ts
v8.setFlagsFromString("--semi-space-growth-factor=1");
const argv = process.argv.slice(2);
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.on("uncaughtException", (error) => {
	const refused = "syscall" in error && "code" in error;
	process.stderr.write(`gate: ${refused ? error.message : `internal error: ${error.stack ?? String(error)}`}\n`);
	process.exit(2);
});
if (argv.length === 1 && [
	"version",
	"--version",
	"-v"
].includes(argv[0] ?? "")) {
	const { VERSION } = await import("./chunks/version.js");
	process.stdout.write(`${VERSION}\n`);
} else {
	const { main } = await import("./chunks/command-line.js");
	process.exitCode = await main(argv);
	process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}

export {  };