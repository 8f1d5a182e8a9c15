// The same commands in the same folder, without the sandbox: what a gate compares with. Exit codes: 0 it ran, 1 it could not.
import { runCommand } from '../services/lib/commands.mjs';
import { sandboxFolder } from '../services/lib/sandbox.mjs';

process.chdir(sandboxFolder());
try {
  console.log(await runCommand(process.argv.slice(2)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
