// Before Prometheus starts: an empty store, and what to collect from where. JSON is YAML.
import fs from 'node:fs';
import path from 'node:path';
import { PORTS } from '../service/ports.mjs';

const HOME = 'state/prometheus';
const target = (job, port, labels = {}) => ({ job_name: job, static_configs: [{ targets: [`127.0.0.1:${port}`], labels }] });

fs.rmSync(HOME, { recursive: true, force: true });
fs.mkdirSync(HOME, { recursive: true });
const config = {
  global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '1s' },
  rule_files: [path.resolve('monitoring/rules.yml')],
  scrape_configs: [
    target('prometheus', PORTS.prometheus),
    target('genesis-stable', PORTS.stable, { build: 'stable' }),
    target('genesis-canary', PORTS.canary, { build: 'canary' }),
  ],
};
fs.writeFileSync(`${HOME}/prometheus.yml`, JSON.stringify(config));
