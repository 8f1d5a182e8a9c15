import { isNotExecutable } from '../../core/exit-code.ts';
import { notRunText } from '../../core/not-run.ts';
import { countOf, MalformedObservation, type Observation, stringOf } from '../../core/observation.ts';
import { thousands } from '../../core/thousands.ts';
import { folderOf, type RunTrouble } from '../shared/trouble.ts';
import type { TestsSpec } from './spec.ts';

/** What a shell says of a program that ended by SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGSEGV or SIGTERM; some runners say so many failures. */
const CRASHES: ReadonlySet<number> = new Set([132, 134, 135, 136, 137, 139, 143]);

/** What the reports of a run say, by which its exit code is explained. */
export interface Shown {
  readonly passed: number;
  /** Tests that they name. */
  readonly total: number;
  /** Tests that went wrong, and errors outside of them. */
  readonly bad: number;
  /** Tests went wrong, and all of them are waived or within the limit: then they no longer explain an exit code. */
  readonly isTolerated: boolean;
  readonly hasNoReport: boolean;
}

/** How the command of a run ended, and whether its reports explain that. */
export class CommandEnd {
  private readonly spec: Pick<TestsSpec, 'run' | 'toleratedExitCodes'>;
  private step: Observation | undefined;

  constructor(spec: Pick<TestsSpec, 'run' | 'toleratedExitCodes'>) {
    this.spec = spec;
  }

  /** Takes a `step`. @throws MalformedObservation */
  take(o: Observation): void {
    if (this.step || stringOf(o, 'run') !== this.spec.run) throw new MalformedObservation(o, 'run', 'the command of the gate, once a run');
    this.step = o;
  }

  /** What is wrong with its end, once the run is over. */
  trouble({ passed, total, bad, isTolerated, hasNoReport }: Shown): RunTrouble | undefined {
    const { step, spec } = this;
    if (spec.run === undefined) return undefined;
    if (!step) return blocked('the command was not run');
    if (typeof step['spawnError'] === 'string') return blocked(notRunText(step['spawnError'], folderOf(step)));
    if (step['aborted'] !== false || step['timedOut'] !== false) return blocked('broken off');
    if (typeof step['signal'] === 'string') return blocked(`ended by ${step['signal']}`);
    const exit = countOf(step, 'exit');
    if (CRASHES.has(exit) && exit !== bad) return blocked(`exit code ${exit}, as of a program that signal ${exit - 128} ended`);
    if (exit === 0) return undefined;
    if (bad === 0 && (hasNoReport || total === 0))
      return blocked(`exit code ${exit}, and ${hasNoReport ? 'there is no report' : 'no test in the report went wrong'}`);
    if (bad === 0) {
      const brief = `exit code ${exit}, though none of ${thousands(total)} ${total === 1 ? 'test' : 'tests'} in the report went wrong`;
      return { ...blocked(`${brief}. ${OUTSIDE}`), brief };
    }
    if (!isTolerated || spec.toleratedExitCodes?.includes(exit)) return undefined;
    return { ...blocked(unexplained(exit, passed)), brief: `exit code ${exit} is not explained` };
  }

  /** Why it could not be started: whatever else is missing follows from that. */
  notStarted(): string | undefined {
    const { step } = this;
    if (!step) return undefined;
    const exit = typeof step['exit'] === 'number' ? step['exit'] : 0;
    if (typeof step['spawnError'] === 'string') return `the command ${notRunText(step['spawnError'], folderOf(step))}`;
    if (!isNotExecutable(exit)) return undefined;
    return exit === 127 ? 'command not found (exit code 127)' : `the command could not be executed (exit code ${exit})`;
  }

  /** Its exit code, of an end without trouble. @throws MalformedObservation */
  inWords({ bad, isTolerated }: Shown): string {
    if (!this.step) return 'no command';
    const exit = countOf(this.step, 'exit');
    const tolerated = exit !== 0 && isTolerated ? ', tolerated' : '';
    return `exit code ${exit}${bad > 0 ? `, ${bad} ${bad === 1 ? 'test' : 'tests'} went wrong` : ''}${tolerated}`;
  }
}

/** What runners tell in their own output alone: Vitest with `--reporter=junit` prints nothing of an unhandled error. */
const OUTSIDE =
  'Often an error outside of the tests (unhandled, a hook, a threshold), which only the output of the runner tells: let it print beside the report (Vitest: --reporter=default)';

function blocked(text: string): RunTrouble {
  return { verdict: 'blocked', text };
}

function unexplained(exit: number, passed: number): string {
  return `exit code ${exit}, though every failure is waived or within the limit. Set "tolerated-exit-codes: [${exit}]" and pin "passed >= ${passed}", unless the runner stopped early or something else went wrong`;
}
