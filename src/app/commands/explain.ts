import { stringify } from 'yaml';
import { ConfigurationError, SetupError } from '../../core/errors.ts';
import { unknownWord } from '../../gates/shared/references.ts';
import { USER_KINDS } from '../../plan/configuration.ts';
import { describeGate } from '../../plan/describe.ts';
import { explainKind, explainOverview, TOPICS } from '../../plan/explain.ts';
import { loadPlan } from '../../plan/load.ts';
import { visible } from '../../plan/visible.ts';
import type { GatePlan, Plan, ServicePlan } from '../../core/plan.ts';
import { wholeInput } from '../configuration-input.ts';
import type { ExitCode, Io } from '../io.ts';

/**
 * `gate explain`: a kind of gate, a part of the configuration, or one gate of the user's with all its defaults. A gate that is
 * called like a kind is shown after it.
 * @throws SetupError for a word that is none of these, ConfigurationError when the configuration has problems
 */
export function explain(word: string | undefined, config: string, io: Io): ExitCode {
  io.stdout(word === undefined ? explainOverview() : pagesOf(word, config, io).join('\n\n'));
  return 0;
}

function pagesOf(word: string, config: string, io: Io): readonly string[] {
  const topic = Object.hasOwn(TOPICS, word) ? TOPICS[word] : undefined;
  if (topic) return [topic.text()];
  const kind = USER_KINDS.includes(word) ? [explainKind(word)] : [];
  const { gates, services, trouble } = planIfAny(config, io);
  const gate = gates.find(({ id }) => id === word);
  if (gate) return [...kind, explainGate(gate, services)];
  if (kind.length > 0) return kind;
  // With a configuration that can't be read the word may well be a gate in it.
  if (trouble instanceof ConfigurationError) throw trouble;
  const known = [...USER_KINDS, ...Object.keys(TOPICS), ...gates.map(({ id }) => id)];
  const unread = trouble ? `; there are no gates of yours: ${trouble.message}` : '';
  throw new SetupError(`gate explain: ${unknownWord('word', word, known)}`, `known: ${known.join(', ')}${unread}`);
}

/** A kind is explained whatever the state of the configuration. */
function planIfAny(config: string, io: Io): Pick<Plan, 'gates' | 'services'> & { readonly trouble?: SetupError } {
  try {
    return loadPlan(wholeInput(config, io)).plan;
  } catch (error) {
    if (error instanceof SetupError) return { gates: [], services: [], trouble: error };
    throw error;
  }
}

/** Parts of a gate that its description shows already, or that are of no use to a reader. */
const SHOWN_ABOVE: ReadonlySet<string> = new Set(['id', 'kind', 'name', 'at', 'needs', 'required', 'expected', 'criteria', 'defaults']);

function explainGate(gate: GatePlan, services: readonly ServicePlan[]): string {
  const resolved = Object.fromEntries(Object.entries(gate).filter(([key]) => !SHOWN_ABOVE.has(key)));
  return `${describeGate(gate, 'gate', services)}\n\nResolved\n\n${asYaml(resolved)}`;
}

function asYaml(value: object): string {
  return stringify(value, { lineWidth: 0 })
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${visible(line)}`))
    .join('\n');
}
