import { type Reply, series, vector } from '../prometheus.ts';
import { type Case, type Cases, ofOneRun, until, type Workshop } from '../workshop.ts';

interface Metrics {
  readonly reply: Reply;
  readonly keys?: string;
  readonly query?: string;
}

/** A gate for each server. */
const metrics = (gates: Readonly<Record<string, Metrics>>): Case =>
  ofOneRun(async (workshop) => {
    const all = Object.entries(gates).map(
      async ([id, { reply, keys = '', query = 'vector(1)' }]) => `  ${id}:
    kind: metrics
    prometheus: { url: "${await workshop.prometheus(reply)}", timeout: 1s }
    queries: { q: '${query}' }
    criteria: [ { name: low, pass: "q < 0.5" } ]
${keys}`,
    );
    return `gates:\n${(await Promise.all(all)).join('')}`;
  });

const FIVE_LOOKS = '    interval: 200ms\n    duration: 1s\n    consecutive-error-limit: 2\n';
const QUANTILE = 'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))';

/** What is asked besides the query: the buckets that it reads, and how old their samples are. */
const quantile: Reply = (asked) => {
  const plain = vector([[{}, '0.2']]);
  if (asked.query.includes('timestamp(')) return vector([[{ now: '0' }, '3']])(asked);
  if (asked.query.startsWith('histogram_quantile')) return plain(asked);
  return vector([[{ le: '0.5' }, '9'], [{ le: '+Inf' }, '9']])(asked); // prettier-ignore
};

interface Rollout {
  readonly run?: string;
  readonly back?: string;
  readonly bake?: string;
  readonly checks?: string;
}

const UNDO = 'echo 0 > weight; echo back >> app.log';

function rollout(
  url: string,
  { run = 'true', back = UNDO, bake = '400ms', checks = '{ command: "grep -qx 0 weight" }' }: Rollout = {},
): string {
  return `name: Rollout
gates:
  rollout:
    kind: rollout
    run: ${JSON.stringify(`echo $GATE_WEIGHT > weight; ${run}`)}
    stages: [ { name: canary, weight: 10, bake: ${bake}, criteria: [ "errors >= 0.0" ] }, { name: full, weight: 100, bake: 400ms } ]
    prometheus: { url: "${url}", timeout: 1s }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01", warn: "errors < 0.1" } ]
    consecutive-error-limit: 1
    rollback: { run: ${JSON.stringify(back)}, within: 2s, hold: 200ms, checks: [ ${checks} ] }
`;
}

/** Error rate at a weight; undefined: Prometheus is down. */
type Traffic = (weight: number) => string | undefined;

const GOOD: Traffic = () => '0.001';
const BAD_CANARY: Traffic = (weight) => (weight > 0 ? '0.5' : '0.001');

function serve(workshop: Workshop, traffic: Traffic): Promise<string> {
  workshop.write('weight', '0\n');
  return workshop.prometheus((asked) => {
    const errors = traffic(Number(workshop.read('weight')));
    return errors === undefined ? undefined : series(() => errors)(asked);
  });
}

const rolls = (traffic: Traffic, parts?: Rollout): Case => ofOneRun(async (workshop) => rollout(await serve(workshop, traffic), parts));

/**
 * A rollout with a stage that only looks back, each stage in a run of its own upon the evidence of the one before. In a bad one the
 * canary has errors between the first two runs.
 */
const stages = (isBad: boolean): Case => {
  return async (workshop) => {
    let canaryEnded = Number.POSITIVE_INFINITY;
    const url = await workshop.prometheus(series((at) => (isBad && at > canaryEnded ? '0.5' : '0.001')));
    const yaml = `name: Rollout in stages
gates:
  before: { run: echo before }
  rollout:
    kind: rollout
    needs: [before]
    run: echo $GATE_WEIGHT > weight
    stages: [ { name: canary, weight: 10, bake: 400ms }, { name: wait, weight: 10, window: 600ms }, { name: full, weight: 100, bake: 200ms } ]
    prometheus: { url: "${url}", timeout: 1s }
    queries: { errors: vector(1) }
    interval: 200ms
    criteria: [ { name: error rate, pass: "errors < 0.01" } ]
    rollback: { run: echo back > weight, within: 400ms, checks: [ { command: "grep -q back weight" } ] }
  afterwards: { needs: [rollout], run: echo afterwards }
`;
    const stage = async (name: string, ...more: string[]): Promise<string> => {
      await workshop.run(yaml, { args: ['--stage', name, ...more] });
      return workshop.newest();
    };
    const canary = await stage('canary');
    canaryEnded = Date.now();
    const wait = await stage('wait', '--prior', canary);
    return isBad ? wait : stage('full', '--prior', wait);
  };
};

/** Ends the main process once the canary is looked at. */
const broken = (signal: 'SIGINT' | 'SIGKILL'): Case => {
  return async (workshop) => {
    const { child, done } = workshop.start(rollout(await serve(workshop, GOOD), { bake: '60s' }));
    await until(() => workshop.recorded().includes('"type":"sample"'));
    child.kill(signal);
    await done;
    await until(() => workshop.isThere(workshop.newest()));
    return workshop.newest();
  };
};

export const prometheus: Cases = {
  'metrics-go': metrics({
    once: { reply: series(() => '0.10') },
    quantile: { reply: quantile, query: QUANTILE },
    behind: { reply: series(() => '0.10'), keys: '    interval: 1s\n    window: 5s\n' },
  }),
  'metrics-no-go': metrics({
    high: { reply: series((at) => (at % 3 === 0 ? '0.9' : '0.7')), keys: FIVE_LOOKS },
    down: { reply: () => undefined, keys: FIVE_LOOKS },
    nothing: { reply: vector([]) },
    warns: { reply: vector([[{}, '0.2']], { warnings: ['some samples are missing'] }) },
  }),
  'rollout-go': rolls(GOOD),
  'rollout-rolled-back': rolls(BAD_CANARY),
  'rollout-rollback-fails': rolls(BAD_CANARY, { back: 'echo cannot; exit 1' }),
  'rollout-unreachable': ofOneRun(rollout('http://127.0.0.1:1')),
  'rollout-blocked': rolls((weight) => (weight === 10 ? undefined : '0.001')),
  'rollout-stages': stages(false),
  'rollout-stage-aborted': stages(true),
  'rollout-interrupted': broken('SIGINT'),
  'rollout-rescued': broken('SIGKILL'),
};
