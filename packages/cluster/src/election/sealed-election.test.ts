import { type Log, LogError, memoryLog } from '@thalweg/log';
import { firstValueFrom, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../testing/virtual-time.ts';
import { elect, type ElectOptions } from './elect.ts';
import type { LeaderTerm } from './leader-term.ts';

const LEASE = 300;

const seal = { key: new Uint8Array(32).fill(7) };

interface Candidate {
  readonly terms: LeaderTerm[];
  readonly errors: unknown[];
  readonly subscription: Subscription;
}

function candidate(log: Log, name: string, options: Partial<ElectOptions> = { seal }): Candidate {
  const [terms, errors]: [LeaderTerm[], unknown[]] = [[], []];
  const subscription = elect(log, 'toy', { candidate: name, lease: LEASE, ...options }).subscribe({
    next: term => terms.push(term),
    error: error => errors.push(error),
  });
  return { terms, errors, subscription };
}

/** Lets some leases pass. */
const pass = (until: (condition: () => boolean, limit: number) => Promise<boolean>, leases: number): Promise<boolean> =>
  until(() => false, performance.now() + leases * LEASE);

/** Writes the key of the election over whatever is there. */
async function overwrite(log: Log, bytes: Uint8Array): Promise<void> {
  const present = await firstValueFrom(log.watch('toy.leader'));
  await log.swap('toy.leader', present.version, bytes);
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const forged = [
  '{"leader":"evil","epoch":9007199254740990,"process":"x","beat":1}',
  '{"leader":"evil","epoch":2,"process":"x","beat":1}',
  '{{{',
  '',
];

describe('an election with a key', () => {
  it.each(forged)('keeps its leader whatever others write: %s', text =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      for (let i = 0; i < 5; i++) {
        await pass(until, 1);
        await overwrite(log, bytesOf(text));
      }
      await pass(until, 10);
      expect(a.terms).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.terms).toEqual([{ leader: 'a', epoch: 1, mine: false }]);
      a.subscription.unsubscribe();
      await pass(until, 1);
      expect(b.terms.at(-1)).toEqual({ leader: 'b', epoch: 2, mine: true });
      b.subscription.unsubscribe();
    }),
  );

  it('is not led by an old sign that somebody writes again, nor kept alive by it', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a');
      await pass(until, 2);
      const { bytes } = await firstValueFrom(log.watch('toy.leader'));
      const b = candidate(log, 'b');
      a.subscription.unsubscribe();
      await pass(until, 1);
      expect(b.terms.at(-1)).toEqual({ leader: 'b', epoch: 2, mine: true });
      const seen = b.terms.length;
      for (let i = 0; i < 9; i++) {
        await overwrite(log, bytes);
        await pass(until, 1);
      }
      expect(b.terms.slice(seen)).toEqual([]);
      b.subscription.unsubscribe();
    }));

  it('fails after a lease for a candidate that finds no sign with the seal, and goes on with the next one', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      await log.swap('toy.leader', 0, bytesOf(forged[0]!));
      const lost = candidate(log, 'b');
      await pass(until, 0.9);
      expect(lost.errors).toEqual([]);
      await pass(until, 2);
      expect(lost.errors).toMatchObject([{ reason: 'damaged', subject: 'elect' }]);
      expect(lost.terms).toEqual([]);
    }));

  it('is not understood by candidates with another key', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a');
      const b = candidate(log, 'b', { seal: { key: new Uint8Array(16).fill(1) } });
      await pass(until, 6);
      expect(a.terms).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.errors).toMatchObject([{ reason: 'damaged' }]);
      a.subscription.unsubscribe();
    }));
});

it.each([
  'null',
  '[]',
  '{"epoch":9007199254740991,"process":"x","beat":1}',
  '{"epoch":281474976710656,"process":"x","beat":1}',
  '{"epoch":-1,"process":"x","beat":1}',
  '{"epoch":1.5,"process":"x","beat":1}',
  '{"epoch":1,"process":"x","beat":9007199254740991}',
  '{"epoch":1,"process":7,"beat":1}',
  `{"epoch":1,"process":"${'x'.repeat(2000)}","beat":1}`,
  `{"epoch":1,"process":"x","beat":1,"more":"${'x'.repeat(20_000)}"}`,
  '['.repeat(50_000),
])('an election without a key fails over what is no sign: %.60s', async text => {
  const log = memoryLog();
  await log.swap('toy.leader', 0, bytesOf(text));
  const { errors, subscription } = candidate(log, 'a', {});
  expect(errors).toMatchObject([{ reason: 'damaged', subject: 'elect' }]);
  subscription.unsubscribe();
});

async function forge(log: Log, version: number, sign: object): Promise<void> {
  await log.swap('toy.leader', version, new TextEncoder().encode(JSON.stringify(sign)));
}

describe('a sign that somebody else forged, in an election without a seal', () => {
  it.each([
    { epoch: 2 ** 48 - 1, beat: 1 },
    { epoch: 1 + 2 ** 33, beat: 1 },
    { epoch: 1, beat: 2 ** 52 },
  ])('with a number that leaps deposes nobody, and is overwritten: %o', numbers =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a', {}), candidate(log, 'b', {})];
      await until(() => false, performance.now() + LEASE);
      const { version, bytes } = await firstValueFrom(log.watch('toy.leader'));
      const { process } = JSON.parse(new TextDecoder().decode(bytes)) as { process: string };
      await forge(log, version, { leader: numbers.beat === 1 ? 'evil' : 'a', process, ...numbers });
      await until(() => false, performance.now() + 10 * LEASE);
      expect([a.errors, b.errors]).toEqual([[], []]);
      expect(a.terms).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.terms).toEqual([{ leader: 'a', epoch: 1, mine: false }]);
      for (const one of [a, b]) one.subscription.unsubscribe();
      const last = await firstValueFrom(log.watch('toy.leader'));
      expect(new TextDecoder().decode(last.bytes)).toContain('"epoch":');
    }),
  );

  it.each([2, 4_000_000_000])('with epoch %i, as of a next leader, is outlived by one', epoch =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a', {});
      await until(() => false, performance.now() + LEASE);
      const { version } = await firstValueFrom(log.watch('toy.leader'));
      await forge(log, version, { leader: 'evil', epoch, process: 'x', beat: 1 });
      await until(() => false, performance.now() + 10 * LEASE);
      expect(a.terms.at(-1)).toEqual({ leader: 'a', epoch: epoch + 1, mine: true });
      a.subscription.unsubscribe();
    }),
  );

  it('with the last epoch of all, which nobody knows better, is an error in words', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      await forge(log, 0, { leader: 'evil', epoch: 2 ** 48 - 1, process: 'x', beat: 1 });
      const [a, b] = [candidate(log, 'a', {}), candidate(log, 'b', {})];
      await until(() => false, performance.now() + 10 * LEASE);
      for (const { errors } of [a, b]) {
        expect(errors).toMatchObject([{ reason: 'damaged' }]);
        expect(String(errors[0])).toContain('must have room for a next one');
      }
    }));
});

it('a candidate asks a log that stays unavailable once a tick, one request at a time, for as long as it is subscribed', () =>
  inVirtualTime(async until => {
    let [asked, open, most] = [0, 0, 0];
    const log: Log = {
      ...memoryLogOf(),
      swap: async () => {
        asked++;
        most = Math.max(most, ++open);
        await new Promise(resolve => setTimeout(resolve, LEASE));
        open--;
        throw new LogError('unavailable', 'swap', 'the log must answer', 'silence', 'Wait.');
      },
    };
    const a = candidate(log, 'a', {});
    await until(() => false, performance.now() + 3_600_000);
    expect([a.errors, most]).toEqual([[], 1]);
    expect(asked).toBeGreaterThan(1000);
    expect(asked).toBeLessThanOrEqual(1 + (3 * 3_600_000) / LEASE);
    a.subscription.unsubscribe();
  }));

function memoryLogOf(): Log {
  const log = memoryLog();
  return {
    append: log.append.bind(log),
    read: log.read.bind(log),
    watch: log.watch.bind(log),
    swap: log.swap.bind(log),
  };
}
