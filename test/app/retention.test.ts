import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beyond, type Kept, LONGEST_MS } from '../../src/app/history/retention.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-21T00:00:00.000Z');

interface Sketch {
  readonly name: string;
  readonly status: Kept['row']['status'];
  readonly daysAgo: number;
  readonly stagesToCome: number;
  readonly isFollowed: boolean;
  readonly isUnverified: boolean;
  readonly isDirty: boolean;
}

const sketch: fc.Arbitrary<Sketch> = fc.record({
  name: fc.constantFrom('a', 'b'),
  status: fc.constantFrom<Kept['row']['status'][]>('GO', 'NO-GO', 'BLOCKED', 'PARTIAL'),
  daysAgo: fc.nat(60),
  stagesToCome: fc.nat(2),
  isFollowed: fc.boolean(),
  isUnverified: fc.boolean(),
  isDirty: fc.boolean(),
});

/** From the oldest to the newest. */
function keptOf(sketches: readonly Sketch[]): Kept[] {
  return sketches
    .toSorted((a, b) => b.daysAgo - a.daysAgo)
    .map(({ name, status, daysAgo, stagesToCome, isFollowed, isUnverified, isDirty }, index) => ({
      id: `${index}`,
      isFollowed,
      row: {
        name,
        status,
        stagesToCome,
        gates: {},
        finishedAt: new Date(NOW - daysAgo * DAY_MS).toISOString(),
        ...(isUnverified && { unverified: true as const }),
        ...(isDirty && { uncommitted: true as const }),
      },
    }));
}

const list = fc.array(sketch, { maxLength: 30 }).map(keptOf);
const limit = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
const retention = fc
  .record({ days: limit, executions: limit })
  .map(({ days, executions }) => ({ ...(days !== undefined && { days }), ...(executions !== undefined && { executions }) }));

function isProtected(kept: readonly Kept[], one: Kept): boolean {
  const isGo = ({ row }: Kept): boolean => row.status === 'GO' && !row.unverified;
  const goes = kept.filter((other) => isGo(other) && other.row.name === one.row.name);
  const lastGoes = [goes.at(-1), goes.findLast(({ row }) => !row.uncommitted)];
  const { stagesToCome = 0, status, finishedAt } = one.row;
  const goesOn = stagesToCome > 0 && ['GO', 'PARTIAL'].includes(status) && !one.isFollowed && NOW - Date.parse(finishedAt) < LONGEST_MS;
  return lastGoes.includes(one) || goesOn;
}

describe('what a prune chooses', () => {
  it('is never the last GO of a configuration, nor a rollout that may go on', () => {
    fc.assert(
      fc.property(list, retention, (kept, limits) => {
        const ids = new Set(beyond(kept, limits, NOW).ids);
        expect(kept.filter((one) => isProtected(kept, one) && ids.has(one.id))).toEqual([]);
      }),
    );
  });

  it('leaves no more than asked for, but for those, and nothing that is too old', () => {
    fc.assert(
      fc.property(list, retention, (kept, limits) => {
        const ids = new Set(beyond(kept, limits, NOW).ids);
        const left = kept.filter(({ id }) => !ids.has(id));
        const plain = left.filter((one) => !isProtected(kept, one));
        expect(plain.length).toBeLessThanOrEqual(limits.executions ?? Infinity);
        for (const { row } of plain) expect(NOW - Date.parse(row.finishedAt)).toBeLessThanOrEqual((limits.days ?? Infinity) * DAY_MS);
      }),
    );
  });

  it('takes nothing that is within both limits', () => {
    fc.assert(
      fc.property(list, retention, (kept, { days = Infinity, executions = Infinity }) => {
        const limits = { ...(days !== Infinity && { days }), ...(executions !== Infinity && { executions }) };
        for (const id of beyond(kept, limits, NOW).ids) {
          const index = kept.findIndex((one) => one.id === id);
          const age = NOW - Date.parse(kept[index]?.row.finishedAt ?? '');
          expect(age > days * DAY_MS || kept.length - index > executions).toBe(true);
        }
      }),
    );
  });

  it('shrinks as the limits grow', () => {
    fc.assert(
      fc.property(
        list,
        fc.integer({ min: 1, max: 30 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        (kept, executions, more, days, longer) => {
          const strict = new Set(beyond(kept, { days, executions }, NOW).ids);
          for (const id of beyond(kept, { days: days + longer, executions: executions + more }, NOW).ids) expect(strict.has(id)).toBe(true);
        },
      ),
    );
  });

  it('is done with: what is left is chosen no second time', () => {
    fc.assert(
      fc.property(list, retention, (kept, limits) => {
        const ids = new Set(beyond(kept, limits, NOW).ids);
        expect(
          beyond(
            kept.filter(({ id }) => !ids.has(id)),
            limits,
            NOW,
          ).ids.filter((id) => !isProtected(kept, kept[Number(id)] as Kept)),
        ).toEqual([]);
      }),
    );
  });

  it('says why what is beyond them stays', () => {
    fc.assert(
      fc.property(list, retention, (kept, limits) => {
        const { ids, spared } = beyond(kept, limits, NOW);
        for (const { id, why } of spared) {
          expect(isProtected(kept, kept[Number(id)] as Kept)).toBe(true);
          expect(why).toMatch(/^the last GO of [ab]$|^a rollout that may go on$/);
          expect(ids).not.toContain(id);
        }
      }),
    );
  });
});
