import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Secrets } from '../src/live/environment.ts';
import { finishBundle } from '../src/app/bundle/finish-bundle.ts';
import { executionId } from '../src/app/execution/execution-id.ts';
import { jsonText } from '../src/core/json.ts';
import { sha256OfBytes } from '../src/core/sha256.ts';
import { VERSION } from '../src/core/version.ts';
import { BUNDLE } from '../src/evidence/paths.ts';
import { Recorder } from '../src/evidence/recorder.ts';
import { loadPlan } from '../src/plan/load.ts';
import { RENDER_VERSION } from '../src/report/render.ts';
import { JUDGE_VERSION } from '../src/verdict/version.ts';

const SERVICES = ['api-gateway', 'model-router', 'memory-engine', 'pipecat', 'openclaw', 'eva-os'];

/** Makes the bundle of a soak of six external services with so many checks in all. @returns its folder and the ms that recording took */
export async function soakBundle(parent: string, checks: number): Promise<{ folder: string; recordingMs: number }> {
  const count = Math.ceil(checks / SERVICES.length);
  const services = SERVICES.map((id, i) => `  ${id}: { health: { http: "http://127.0.0.1:${7000 + 10 * i}/healthz" } }`).join('\n');
  const text = `version: 1\nservices:\n${services}\ngates:\n  soak: { kind: health, services: all, interval: 1s, count: ${count}, criteria: ["errorRate < 0.005"] }\n`;
  const bytes = Buffer.from(text);
  const { plan } = loadPlan({ text, bytes, file: 'gates.yml', overrides: {}, gates: [], skip: [], env: {} });
  const folder = path.join(parent, `soak-${checks}`);
  fs.mkdirSync(path.join(folder, path.dirname(BUNDLE.config)), { recursive: true });
  fs.writeFileSync(path.join(folder, BUNDLE.config), bytes);
  fs.writeFileSync(path.join(folder, BUNDLE.plan), jsonText(plan));
  const start = performance.now();
  let t = 0;
  const wall = Date.now();
  const recorder = new Recorder({
    path: path.join(folder, BUNDLE.observations),
    planSha256: sha256OfBytes(jsonText(plan)),
    clock: { now: () => t },
    wallClock: () => new Date(wall + t),
    redact: (value) => value,
  });
  recorder.write({
    type: 'execution.started',
    executionId: executionId(new Date(wall)),
    at: new Date(wall).toISOString(),
    node: process.version,
    os: process.platform,
    arch: process.arch,
    machine: randomUUID(),
    producer: `gate-action ${VERSION}`,
    judge: JUDGE_VERSION,
    render: RENDER_VERSION,
  });
  recorder.write({ type: 'source', vcs: null });
  recorder.write({ type: 'history', attempts: 0, noGo: 0, unread: 0 });
  recorder.write({ type: 'gate.started', gate: 'soak', expected: plan.gates[0]?.expected ?? {} });
  for (let slot = 0; slot < count; slot++) {
    for (const [i, service] of SERVICES.entries()) {
      t = slot * 1000 + i * 166;
      recorder.write({
        type: 'check',
        basis: 'probe',
        gate: 'soak',
        service,
        slot,
        late: ((slot * 7) % 40) / 100,
        us: 900 + ((slot * 7919) % 4000),
        got: { status: 200 },
      });
    }
  }
  recorder.write({ type: 'gate.ended', gate: 'soak', reason: 'completed' });
  recorder.write({ type: 'source.end', basis: 'process', vcs: null });
  recorder.write({ type: 'execution.ended', reason: 'completed' });
  recorder.close();
  const recordingMs = performance.now() - start;
  const { outcome } = await finishBundle(folder, plan, new Secrets([], {}));
  if (outcome.decision.status !== 'GO') throw new Error(`the soak is ${outcome.decision.status}`);
  return { folder, recordingMs };
}
