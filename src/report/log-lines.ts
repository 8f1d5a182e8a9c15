import { commandData, log } from './escape.ts';

/** The phases of the action, as a log shows them: each a group to unfold, so that the log reads as a story. */
export const PHASES = {
  inputs: 'Read the inputs',
  channels: 'See what can be sent',
  configuration: 'Fetch the configuration',
  plan: 'Plan',
  artifacts: 'Fetch artifacts of this run',
  gates: 'Run the gates',
  evidence: 'Seal and verify the evidence',
  run: 'See of which run it is',
  asked: 'Ask GitHub what it alone can tell',
  baseline: 'Fetch the last GO',
  decision: 'Decide, seal and verify the decision',
  send: 'Show the decision on GitHub',
  cleanup: 'Stop what is left',
} as const;
export type Phase = keyof typeof PHASES;

/** Before every line that is not ours, so that none of them begins with a command of the runner. */
const PREFIX = '| ';

/** Opens a group of the log; `detail` is foreign text. */
export function groupStart(phase: Phase, detail = ''): string {
  return `::group::${commandData(log(detail === '' ? PHASES[phase] : `${PHASES[phase]}: ${detail}`))}`;
}

/** Closes the group. */
export const GROUP_END = '::endgroup::';

/** Foreign text, a command's output or an excerpt, as lines that the runner only shows. */
export function foreignLines(text: string): readonly string[] {
  return text
    .replace(/(?:\r\n|[\n\r])$/, '')
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => (PREFIX + log(line)).trimEnd());
}
