import { memoryLog, type Log } from '@thalweg/log';
import { firstValueFrom, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../testing/virtual-time.ts';
import { elect, type ElectOptions } from './elect.ts';
import type { Reign } from './reign.ts';

const LEASE = 300;
const seal = { key: new Uint8Array(32).fill(7) };

interface Candidate {
  readonly reigns: Reign[];
  readonly errors: unknown[];
  readonly subscription: Subscription;
}

function candidate(log: Log, name: string, options: Partial<ElectOptions> = { seal }): Candidate {
  const [reigns, errors]: [Reign[], unknown[]] = [[], []];
  const subscription = elect(log, 'toy', { candidate: name, lease: LEASE, ...options }).subscribe({
    next: reign => reigns.push(reign),
    error: error => errors.push(error),
  });
  return { reigns, errors, subscription };
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
      expect(a.reigns).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.reigns).toEqual([{ leader: 'a', epoch: 1, mine: false }]);
      a.subscription.unsubscribe();
      await pass(until, 1);
      expect(b.reigns.at(-1)).toEqual({ leader: 'b', epoch: 2, mine: true });
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
      expect(b.reigns.at(-1)).toEqual({ leader: 'b', epoch: 2, mine: true });
      const seen = b.reigns.length;
      for (let i = 0; i < 9; i++) {
        await overwrite(log, bytes);
        await pass(until, 1);
      }
      expect(b.reigns.slice(seen)).toEqual([]);
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
      expect(lost.reigns).toEqual([]);
    }));

  it('is not understood by candidates with another key', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a');
      const b = candidate(log, 'b', { seal: { key: new Uint8Array(16).fill(1) } });
      await pass(until, 6);
      expect(a.reigns).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
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
