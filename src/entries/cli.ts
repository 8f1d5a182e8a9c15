#!/usr/bin/env node
// Nothing is loaded before it is known what to say of what can't be; then every command loads just what it needs.
import v8 from 'node:v8';

// Grown by what is loaded, the young generation would hold 32 MiB of buffers that nothing needs any more. Small, it takes no longer.
v8.setFlagsFromString('--semi-space-growth-factor=1');

const argv = process.argv.slice(2);

// Whoever reads our output may stop reading (`gate run | head`): the run goes on.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// A defect of ours is no verdict: Node's own exit code for it, 1, would say NO-GO.
process.on('uncaughtException', (error) => {
  const refused = 'syscall' in error && 'code' in error;
  process.stderr.write(`gate: ${refused ? error.message : `internal error: ${error.stack ?? String(error)}`}\n`);
  process.exit(2);
});

if (argv.length === 1 && ['version', '--version', '-v'].includes(argv[0] ?? '')) {
  const { VERSION } = await import('../core/version.ts');
  process.stdout.write(`${VERSION}\n`);
} else {
  const { main } = await import('./command-line.ts');
  process.exitCode = await main(argv);
  // What a stopped gate may have left open (a socket, a timer) must not keep the process; what was written must still get out.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
