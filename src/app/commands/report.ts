import { SetupError } from '../../core/errors.ts';
import { openBundle } from '../../evidence/bundle.ts';
import { renderings } from '../../report/render.ts';
import type { ExitCode, Io } from '../io.ts';
import { judging, planIn } from '../bundle/judge-bundle.ts';
import { breathing } from '../../live/breathing.ts';

/** `gate report`: renders the report again from the evidence, whatever report the bundle holds. */
export async function report(bundle: string, format: string, io: Io): Promise<ExitCode> {
  const name = `report.${format}`;
  if (format !== 'md' && format !== 'html') throw new SetupError(`gate report: --format is "${format}"; expected md or html`);
  const opened = await openBundle(bundle, (line) => io.stderr(`gate report: ${line}\n`));
  try {
    const { outcome, seals } = await breathing(judging(opened.folder, planIn(opened.folder)));
    if (!outcome) throw new SetupError(`${bundle}: ${seals.incomplete ?? 'it has no final seal'}`);
    io.stdout(renderings(outcome).find((rendering) => rendering.name === name)?.text ?? '');
    return 0;
  } finally {
    opened.cleanup();
  }
}
