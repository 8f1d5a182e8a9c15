/** A whole rollout, as one should be written. */
export const EXAMPLE = `rollout:
  kind: rollout
  run: ./deploy.sh --percentage=$GATE_WEIGHT
  stages:
    - { name: canary, weight: 10, bake: 1h, criteria: &seen [ { name: traffic, pass: requests > 0.0 } ] }
    - { name: full, weight: 100, bake: 24h, criteria: *seen }
  prometheus: { url: "http://localhost:9090" }
  queries:
    # increase() never sees what a series was born with: here a new series counts whole. No error at all is 0; no request at all is no data.
    errorRate: >-
      (sum((increase(http_requests_total{build="canary",code=~"5.."}[5m]) and http_requests_total{build="canary",code=~"5.."} offset 5m)
      or http_requests_total{build="canary",code=~"5.."}) or vector(0)) / sum(increase(http_requests_total{build="canary"}[5m]))
    requests: sum(increase(http_requests_total{build="canary"}[5m]))
    p95Seconds: histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{build="canary"}[5m])))
  interval: 1m
  initial-delay: 5m
  criteria:
    - { name: error rate, pass: "errorRate < 0.001", warn: "errorRate <= 0.01" }
    - { name: P95, pass: "p95Seconds < 0.3" }
  consecutive-failure-limit: 3
  rollback: { run: ./deploy.sh --rollback, within: 30m }
`;

/** What there is to know of it besides its keys. */
export const NOTES: readonly string[] = [
  'When it looks. From the end of one stage to the first look of the next (while the command runs, and during initial-delay) the criteria of the gate are looked at each interval: one that fails aborts at once and ends the command; there need be no data yet. The criteria of the stage count from then on, each interval, until bake is over. What could not be asked in time is asked later, for the time at which it was due. After the last stage the looks go on until each query has a sample newer than its end.',
  'What a look is. One measurement of all queries at the same time: limits are of looks, not of metrics as those of Argo Rollouts and Flagger. A failed look aborts; one that warns counts against consecutive-failure-limit and warn-limit; one without data is made up for by another, within error-limit.',
  'What has no data. No sample, a sample from before the command had ended or older than max-age, NaN and infinity (0 of 0 requests), a quantile cut to its highest bucket, a warning of Prometheus, a clock more than 30 s off. It blocks, it does not fail: nobody could see.',
  'Queries. A stage with traffic needs a criterion over a query that has no value without data: `… or vector(0)` says 0 of a canary that nobody collects. Where that stands, a metric of that name must be there, whatever its labels. A range at least as long as interval leaves no gap between looks; initial-delay as long as the range keeps the stage before out.',
  'increase() and rate() never see the first sample of a series, which may already count 500 errors. Let the counter exist with 0 from the start, or count new series whole, as in the example.',
];
