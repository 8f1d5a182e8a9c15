import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { failedRows, lossesOf } from './fixtures/durability.ts';
import { EXAMPLE, Stack } from './fixtures/sonia.ts';
import { type Finished, withStand } from './fixtures/stand.ts';

interface Configuration {
  readonly gates: { readonly durability: object };
}

const { gates } = parse(fs.readFileSync(path.join(EXAMPLE, 'gates.yml'), 'utf8')) as Configuration;

/** The gate of the release on its own, one cycle of it, as short as it can be. */
function durability(more: object = {}): string {
  const gate = { ...gates.durability, count: 1, rpo: '300ms', needs: [], ...more };
  return `durability: ${JSON.stringify(gate).replaceAll(' tools/', ` ${EXAMPLE}/tools/`)}`;
}

function withRun(fault: string, more: object, test: (finished: Finished) => void): () => Promise<void> {
  return withStand(async (stand) => test(await (await Stack.on(stand, '')).run(durability(more), fault)));
}

describe('the durability gate over memory-engine', () => {
  it(
    'passes when nothing is switched on, and keeps the backup',
    withRun('', { count: 2, rpo: '1s' }, (finished) => {
      expect([finished.said, finished.bad('durability')]).toEqual([['GO', 0], []]);
      expect(finished.gate('durability').counts).toMatchObject({ cycles: 2, lostWrites: 0, rpoSeconds: 0 });
      const backups = finished.files().filter((file) => file.endsWith('backup.sqlite'));
      expect(backups.map((file) => path.basename(path.dirname(file)))).toEqual(['cycle-1', 'cycle-2']);
    }),
  );

  it(
    'fails with memory-engine:early-ack, and names what is lost beyond the objective',
    withRun('memory-engine:early-ack', {}, (finished) => {
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(failedRows(finished, 'durability')).toEqual(['recovery point', 'lostWrites == 0']);
      const { named, missing } = lossesOf(finished, 'durability');
      expect(named.length).toBeGreaterThanOrEqual(20);
      expect(named).toEqual(missing);
    }),
  );

  it(
    'fails when what came after the backup is not restored',
    withRun('', { restore: 'cp "$GATE_DIR/backup.sqlite" "$SONIA_STATE_DIR/memory.sqlite"', check: 'true' }, (finished) => {
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(failedRows(finished, 'durability')).toEqual(['recovery point', 'lostWrites == 0']);
    }), // prettier-ignore
  );

  it(
    'fails with memory-engine:slow-start, for it is back too late',
    withRun('memory-engine:slow-start:1500', { rto: '1s' }, (finished) => {
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(finished.bad('durability').join('\n')).toMatch(/^recovery time failed: (back after|restore still running after) /m);
      expect(failedRows(finished, 'durability')).toEqual(['recovery time']);
    }),
  );

  it(
    'fails with memory-engine:phantom, whose contents are not those of the replayed log',
    withRun('memory-engine:phantom', {}, (finished) => {
      expect(finished.said).toEqual(['NO-GO', 1]);
      expect(failedRows(finished, 'durability')).toEqual(['consistent']);
      expect(finished.text('data/gates/durability/check-1.stderr.log')).toMatch(
        /^the contents are \w{64}, those of the replayed journal \w{64}$/m,
      );
    }),
  );
});
