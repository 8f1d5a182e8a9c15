/** What keys of Kubernetes' probes, Argo Rollouts, Flagger, GitHub Actions and Compose are called here, for those who write what they know. */
const PEERS: Readonly<Record<string, string>> = {
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
  cmd: 'run',
  command: 'run',
  results: 'reports',
  for: 'duration',
  every: 'interval',
  cycles: 'count',
};

/** There the number that is too much; here the last that may be. */
const ONE_LESS: ReadonlySet<string> = new Set(['failureThreshold', 'threshold']);

/** What a key of a peer is called here, in quotes, where there is such a key. */
export function calledHere(key: string, known: readonly string[]): string | undefined {
  const ours = Object.hasOwn(PEERS, key) ? PEERS[key] : undefined;
  if (ours === undefined || !known.includes(ours)) return undefined;
  return ONE_LESS.has(key) ? `"${ours}", which is one less` : `"${ours}"`;
}
