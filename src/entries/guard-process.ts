import { keepWatch } from '../live/guard-duty.ts';

// The guard outlives whatever ends the main process: a terminal's Ctrl-C, a runner's cancellation, SIGKILL of the group.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const execution = await keepWatch(process.stdin);
if (execution) {
  const { rescue } = await import('../app/execution/rescue.ts');
  const { isLeftToPost } = await import('../app/execution/unfinished.ts');
  if (!isLeftToPost(execution)) await rescue(execution.folder, execution.workFolder, () => {});
}
process.exit();
