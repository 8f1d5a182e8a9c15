import { type Declarations, OWN } from './declaration.ts';
import { count, foreign, list, number, optional, tuple, whole, word } from './fields.ts';
import { phase, trouble } from './shared.ts';

const skewMs = optional(whole('by which the clock of Prometheus is ahead of ours'));

/** Facts of gates that ask Prometheus. */
export const METRIC_FACTS = {
  prometheus: {
    doc: 'Whether Prometheus answers, before anything is changed.',
    gate: 'required',
    basis: ['probe'],
    fields: { skewMs, at: optional(number('its time, ms')), ...trouble },
  },
  sample: {
    doc: 'One look by one query, as Prometheus wrote it. The raw answers are in the attachment `prometheus.jsonl`.',
    gate: 'required',
    basis: ['probe'],
    fields: {
      ...phase,
      query: foreign('its name'),
      slot: count('from 0; after a rollback the round'),
      skewMs,
      at: optional(number('the time of evaluation, ms by the clock of Prometheus')),
      values: optional(list(tuple([foreign(), foreign()]), 'labels, value')),
      warnings: optional(list(foreign())),
      quantiles: optional(list(tuple([foreign(), foreign(), foreign()]), 'labels, value, highest finite bound of the buckets')),
      ages: optional(
        list(
          tuple([foreign(), word(['now', 'ended']), foreign()]),
          'selector, state, seconds since the newest sample; `ended`: only the range of the query still has any',
        ),
      ),
      ...trouble,
    },
  },
  stage: {
    doc: 'A stage of a rollout begins; its command is the step `stage-1`, …',
    gate: 'required',
    basis: OWN,
    fields: {
      stage: count('from 0'),
      name: foreign(),
      weight: count('percent of the traffic'),
      looks: optional(count('of a stage that looks back: as many as are planned, or as lie behind by now')),
    },
  },
  changed: {
    doc: 'The command of a stage has done what it is for: from now on its weight stands.',
    gate: 'required',
    basis: OWN,
    fields: { stage: count('from 0'), at: number('when its command ended, ms by the clock of Prometheus') },
  },
  between: {
    doc: 'A job does a later stage: how much lies between the job before and now. Its samples carry `between` and that stage.',
    gate: 'required',
    basis: OWN,
    fields: { stage: count('the stage before'), looks: count() },
  },
  rollback: {
    doc: 'A rollback begins; its commands are the steps `rollback-1`, … After `resumed` it begins again, and counts alone.',
    gate: 'required',
    basis: OWN,
    fields: { stage: count('from which'), weight: count('percent of the traffic') },
  },
} as const satisfies Declarations;
