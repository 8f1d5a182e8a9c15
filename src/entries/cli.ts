#!/usr/bin/env node
import { VERSION } from '../core/version.ts';

// Nothing else is loaded for `--version`; every command loads just what it needs.
const argv = process.argv.slice(2);

// Whoever reads our output may stop reading (`gate run | head`): the run goes on.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// A defect of ours is no verdict: Node's own exit code for it, 1, would say NO-GO.
process.on('uncaughtException', (error) => {
  process.stderr.write(`gate: internal error: ${error.stack ?? String(error)}\n`);
  process.exit(2);
});

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { main } = await import('./commands.ts');
  process.exitCode = await main(argv);
  // What a stopped gate may have left open (a socket, a timer) must not keep the process; what was written must still get out.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
