import { stringify } from 'yaml';
import { ConfigurationError, SetupError } from '../../core/errors.ts';
import { unknownWord } from '../../gates/shared/references.ts';
import { readConfiguration, USER_KINDS } from '../../plan/configuration.ts';
import { describeGate } from '../../plan/describe.ts';
import { explainMeasurement, measurementWords } from '../../plan/explain-measurements.ts';
import { defaultsOf, explainKind, explainOverview, explainWord, keyWords, TOPICS } from '../../plan/explain.ts';
import { visible } from '../../plan/visible.ts';
import { PROBE_KINDS } from '../../probes/registry.ts';
import type { GatePlan, Plan, ServicePlan } from '../../core/plan.ts';
import { readConfig } from '../config-file.ts';
import { ALL, loadInput, wholeInput } from '../configuration-input.ts';
import type { ExitCode, Io } from '../io.ts';
import { loadPublishable } from '../discreet-plan.ts';

/**
 * `gate explain`: a kind of gate, a part of the configuration, a probe, a key, or one gate of the user's with all its defaults. A gate that is
 * called like a kind is shown after it.
 * @throws SetupError for a word that is none of these, ConfigurationError when the configuration has problems
 */
export function explain(word: string | undefined, config: string, io: Io): ExitCode {
  io.stdout(word === undefined ? explainOverview() : pagesOf(word, config, io).join('\n\n'));
  return 0;
}

function pagesOf(word: string, config: string, io: Io): readonly string[] {
  const topic = Object.hasOwn(TOPICS, word) ? TOPICS[word] : undefined;
  const keys = [...explainWord(word), ...explainMeasurement(word)];
  if (topic) return [topic.text(), ...keys];
  const kind = USER_KINDS.includes(word) ? [explainKind(word)] : [];
  const { gates, services, trouble } = planIfAny(config, io);
  const gate = gates.find(({ id, kind: its }) => id === word && USER_KINDS.includes(its));
  if (gate) return [...kind, ...keys, explainGate(gate, services, config, io)];
  if (kind.length + keys.length > 0) return [...kind, ...keys];
  // With a configuration that can't be read the word may well be a gate in it.
  if (trouble instanceof ConfigurationError) throw trouble;
  const known = [...USER_KINDS, ...Object.keys(TOPICS), ...gates.map(({ id }) => id)];
  const unread = trouble ? `; there are no gates of yours: ${trouble.message}` : '';
  throw new SetupError(
    `gate explain: ${unknownWord('word', word, [...known, ...PROBE_KINDS, ...keyWords(), ...measurementWords()])}`,
    `known: ${known.join(', ')}; also probes (${PROBE_KINDS.join(', ')}), every key and every measurement${unread}`,
  );
}

/** A kind is explained whatever the state of the configuration. */
function planIfAny(config: string, io: Io): Pick<Plan, 'gates' | 'services'> & { readonly trouble?: SetupError } {
  try {
    const file = readConfig(config, io.cwd);
    return loadPublishable(loadInput(file, ALL, io), file, io).plan;
  } catch (error) {
    if (error instanceof SetupError) return { gates: [], services: [], trouble: error };
    throw error;
  }
}

/** What comes of a gate, its keys as they are written, and the defaults of those that it leaves out. */
function explainGate(gate: GatePlan, services: readonly ServicePlan[], config: string, io: Io): string {
  const { written } = readConfiguration(wholeInput(config, io)).gates.find(({ id }) => id === gate.id) ?? {};
  const keys = typeof written === 'object' && written !== null ? written : {};
  return `${describeGate(gate, 'gate', services)}\n\nKeys\n\n${asYaml(keys)}\nDefaults of the other keys\n\n${asYaml(defaultsOf(gate.kind, keys))}`;
}

function asYaml(value: object): string {
  return stringify(value, { lineWidth: 0 })
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${visible(line)}`))
    .join('\n');
}
