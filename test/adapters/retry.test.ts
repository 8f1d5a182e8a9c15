import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/adapters/github/refusal.ts';
import { type Patience, persistently } from '../../src/adapters/github/retry.ts';

const NOW = 1_800_000_000_000;

/** A clock that only remembers what was waited for. */
class Waited implements Patience {
  readonly waits: number[] = [];
  readonly said: string[] = [];
  sleep = async (ms: number): Promise<void> => void this.waits.push(ms);
  now = (): number => NOW;
  say = (line: string): void => void this.said.push(line);
  lostMs = 0;
}

/** An error as Octokit throws it for an answer. */
function answer(status: number, headers: Record<string, string> = {}, message = 'no'): Error {
  return Object.assign(new Error(message), { status, response: { status, headers } });
}

/** Octokit's error for a connection that broke: there is no response. */
function lost(): Error {
  return Object.assign(new Error('other side closed'), { status: 500 });
}

/** As Octokit throws what GraphQL answers with status 200. */
function graphql(type: string): Error {
  return Object.assign(new Error('no'), { name: 'GraphqlResponseError', errors: [{ type, message: 'no' }], response: { data: null } });
}

/** Fails with these errors, one after another, then answers with how often it was asked. */
function failing(...errors: Error[]): () => Promise<number> {
  let asked = 0;
  return async () => {
    const error = errors[asked++];
    if (error) throw error;
    return asked;
  };
}

describe('a request that does not succeed', () => {
  it.each([
    ['Retry-After', answer(429, { 'retry-after': '7' }), 7000],
    ['Retry-After with 403', answer(403, { 'retry-after': '3' }), 3000],
    ['the reset of a used-up limit', answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 20) }), 20_000],
    ['a secondary limit that says nothing', answer(403, {}, 'You have exceeded a secondary rate limit.'), 60_000],
    ['429 that says nothing', answer(429), 60_000],
    ['502', answer(502), 1000],
    ['a lost connection', lost(), 1000],
  ])('is sent again after %s', async (_, error, wait) => {
    const waited = new Waited();
    expect(await persistently({ what: 'it', send: failing(error) }, waited)).toBe(2);
    expect(waited.waits).toEqual([wait]);
    expect(waited.said).toHaveLength(1);
  });

  it.each([401, 403, 404])('is not sent again after a denial by %i', async (status) => {
    const waited = new Waited();
    const sent = persistently({ what: 'it', send: failing(answer(status)) }, waited);
    await expect(sent).rejects.toMatchObject({ refusal: { kind: 'denied', status } });
    expect(waited.waits).toEqual([]);
  });

  it('is not sent again when it is invalid', async () => {
    await expect(persistently({ what: 'it', send: failing(answer(422)) }, new Waited())).rejects.toMatchObject({
      refusal: { kind: 'invalid' },
    });
  });

  it('is given up after five attempts, with growing pauses', async () => {
    const waited = new Waited();
    const sent = persistently({ what: 'it', send: failing(...Array.from({ length: 9 }, () => answer(503))) }, waited);
    await expect(sent).rejects.toBeInstanceOf(RefusedError);
    expect(waited.waits).toEqual([1000, 2000, 4000, 8000]);
  });

  it('is sent once when earlier requests have lost three minutes', async () => {
    const waited = new Waited();
    waited.lostMs = 180_000;
    await expect(persistently({ what: 'it', send: failing(answer(503)) }, waited)).rejects.toMatchObject({ refusal: { status: 503 } });
    expect(waited.waits).toEqual([]);
  });

  it.each([
    ['an answer that lacks what is read from it', new TypeError("Cannot read properties of undefined (reading 'map')"), 'garbled', 4],
    ['a connection that broke within the answer', new TypeError('terminated', { cause: new Error('other side closed') }), 'unavailable', 4],
    ['an error of GraphQL', graphql('FORBIDDEN'), 'denied', 0],
    ['a limit of GraphQL', graphql('RATE_LIMITED'), 'limited', 4],
  ])('tells %s', async (_, error, kind, waits) => {
    const waited = new Waited();
    const sent = persistently({ what: 'it', send: failing(...Array.from({ length: 9 }, () => error)) }, waited);
    await expect(sent).rejects.toMatchObject({ refusal: { kind } });
    expect(waited.waits).toHaveLength(waits);
  });

  it('is given up at once when the limit ends too late', async () => {
    const waited = new Waited();
    const later = answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 3600) });
    await expect(persistently({ what: 'it', send: failing(later) }, waited)).rejects.toMatchObject({ refusal: { kind: 'limited' } });
    expect(waited.waits).toEqual([]);
  });
});

describe('a change whose reply was lost', () => {
  it('is not made twice when it has happened', async () => {
    let changes = 0;
    const send = async (): Promise<string> => {
      changes++;
      throw lost();
    };
    expect(await persistently({ what: 'it', send, done: async () => (changes === 1 ? 'found' : undefined) }, new Waited())).toBe('found');
    expect(changes).toBe(1);
  });

  it('is made when it has not happened', async () => {
    expect(await persistently({ what: 'it', send: failing(answer(502)), done: async () => undefined }, new Waited())).toBe(2);
  });

  it('is not looked for after a limit, which is an answer', async () => {
    let looks = 0;
    const done = async (): Promise<undefined> => void looks++;
    expect(await persistently<number | undefined>({ what: 'it', send: failing(answer(429)), done }, new Waited())).toBe(2);
    expect(looks).toBe(0);
  });
});
