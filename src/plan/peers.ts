import { formatDuration, parseDuration } from '../core/duration.ts';
import { statusCondition } from './short-forms.ts';
import { isMap } from './walk.ts';

/** What keys of Kubernetes' probes, Argo Rollouts, Flagger, GitHub Actions and Compose are called here, for those who write what they know. */
const PEERS: Readonly<Record<string, string | readonly string[]>> = {
  livenessProbe: 'health',
  readinessProbe: 'ready',
  startupProbe: 'ready',
  httpGet: 'http',
  tcpSocket: 'tcp',
  exec: 'command',
  periodSeconds: 'interval',
  timeoutSeconds: 'timeout',
  initialDelaySeconds: 'initial-delay',
  failureThreshold: 'consecutive-failure-limit',
  successThreshold: 'uninterrupted',
  httpHeaders: 'headers',
  address: 'url',
  query: 'queries',
  metrics: 'queries',
  count: 'duration',
  successCondition: 'criteria',
  failureCondition: 'criteria',
  inconclusiveLimit: 'warn-limit',
  steps: 'stages',
  setWeight: 'weight',
  stepWeight: 'stages',
  stepWeights: 'stages',
  maxWeight: 'stages',
  pause: 'bake',
  threshold: 'consecutive-failure-limit',
  thresholdRange: 'pass',
  webhooks: 'checks',
  depends_on: 'needs',
  dependsOn: 'needs',
  'depends-on': 'needs',
  'timeout-minutes': 'timeout',
  retries: 'retry',
  script: 'run',
  cmd: ['run', 'command'],
  command: 'run',
  provider: 'prometheus',
  url: 'http',
  results: 'reports',
  for: 'duration',
  every: 'interval',
  cycles: 'count',
};

/** There the number that is too much; here the last that may be. */
const ONE_LESS: ReadonlySet<string> = new Set(['failureThreshold', 'threshold']);

/** What to write for a key of a peer, where there is such a thing here. @param holder the map that has it */
export function peerInWords(key: string, known: readonly string[], holder: unknown): string | undefined {
  const value = isMap(holder) ? holder[key] : undefined;
  if (key === 'status' && known.includes('http') && known.includes('expect') && typeof value === 'number')
    return `write expect: ${statusCondition(value)}`;
  if (key === 'analysis' && known.includes('interval'))
    return 'its keys stand beside the others here: see docs/peers.md, "A Canary of Flagger"';
  const names = Object.hasOwn(PEERS, key) ? [PEERS[key] ?? []].flat() : [];
  const ours = names.find((name) => known.includes(name));
  if (ours === undefined) return undefined;
  if (ONE_LESS.has(key)) return `here it is called "${ours}", which is one less`;
  const times = key === 'count' && isMap(holder) ? product(value, holder['interval']) : undefined;
  return `here it is called "${ours}"${times === undefined ? '' : `, which is count × interval: write ${ours}: ${times}`}`;
}

/** A number of looks and the time between two, as a duration. */
function product(count: unknown, interval: unknown): string | undefined {
  const ms = typeof interval === 'string' ? parseDuration(interval) : undefined;
  return ms === undefined || typeof count !== 'number' ? undefined : formatDuration(ms * count);
}
