import { memoryLog, type Log } from '@thalweg/log';
import type { Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { elect, type LeaderTerm } from '../index.ts';
import { FaultyLog, randomNumbers, watchedLog } from '../testing/faulty-log.ts';
import { inVirtualTime } from '../testing/virtual-time.ts';

/** A candidate, and what it has seen. */
interface Candidate {
  readonly log: FaultyLog;
  readonly terms: LeaderTerm[];
  readonly subscription: Subscription;
}

const LEASE = 300;

function candidate(
  log: Log,
  name: string,
  faults: { delay?: number; unavailable?: number; seed?: number } = {},
): Candidate {
  const { seed = 1, ...rest } = faults;
  const own = new FaultyLog(log, { random: randomNumbers(seed), ...rest });
  const terms: LeaderTerm[] = [];
  const subscription = elect(own, 'toy', { candidate: name, lease: LEASE }).subscribe(term => terms.push(term));
  return { log: own, terms, subscription };
}

const leads = ({ terms }: Candidate): boolean => terms.at(-1)?.mine === true;

/** Lets time pass. */
const pass = (until: (condition: () => boolean, limit: number) => Promise<boolean>, milliseconds: number) =>
  until(() => false, performance.now() + milliseconds);

describe('elect', () => {
  it('has the first candidate lead, and tells the others', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      await pass(until, 10 * LEASE);
      expect(a.terms).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.terms).toEqual([{ leader: 'a', epoch: 1, mine: false }]);
      for (const one of [a, b]) one.subscription.unsubscribe();
    }));

  it('has another one take over when the leader gives no sign for a lease, not before', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      await pass(until, 2 * LEASE);
      a.log.kill();
      const killed = performance.now();
      expect(await until(() => leads(b), killed + 10 * LEASE)).toBe(true);
      expect(performance.now() - killed).toBeGreaterThan(0.6 * LEASE);
      expect(performance.now() - killed).toBeLessThan(2 * LEASE);
      expect(b.terms.at(-1)).toEqual({ leader: 'b', epoch: 2, mine: true });
      for (const one of [a, b]) one.subscription.unsubscribe();
    }));

  it('has another one take over at once when the leader steps down', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      await pass(until, 2 * LEASE);
      a.subscription.unsubscribe();
      const left = performance.now();
      expect(await until(() => leads(b), left + LEASE)).toBe(true);
      expect(performance.now()).toBe(left);
      expect(b.terms.slice(1)).toEqual([
        { leader: undefined, epoch: 1, mine: false },
        { leader: 'b', epoch: 2, mine: true },
      ]);
      b.subscription.unsubscribe();
    }));

  it('has a candidate lead at once when it is started again', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a');
      await pass(until, 2 * LEASE);
      a.log.kill();
      a.subscription.unsubscribe();
      const again = candidate(log, 'a');
      await pass(until, 0);
      expect(again.terms.at(-1)).toEqual({ leader: 'a', epoch: 2, mine: true });
      again.subscription.unsubscribe();
    }));

  it('does not have two processes with one name depose each other for ever', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'a')];
      await pass(until, 20 * LEASE);
      expect([leads(a), leads(b)]).toEqual([false, true]);
      expect(b.terms.at(-1)!.epoch).toBe(2);
      for (const one of [a, b]) one.subscription.unsubscribe();
    }));

  it('tells a leader that could not write that it leads no more', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      await pass(until, 2 * LEASE);
      a.log.stall(5 * LEASE);
      expect(await until(() => leads(b), performance.now() + 10 * LEASE)).toBe(true);
      expect(await until(() => !leads(a), performance.now() + 10 * LEASE)).toBe(true);
      await pass(until, 10 * LEASE);
      expect([leads(a), leads(b)]).toEqual([false, true]);
      for (const one of [a, b]) one.subscription.unsubscribe();
    }));

  it('gives each term to one candidate alone, over a log that fails and is slow', () =>
    inVirtualTime(async until => {
      for (let seed = 1; seed <= 20; seed++) {
        const log = memoryLog();
        const candidates = ['a', 'b', 'c'].map((name, i) =>
          candidate(log, name, { delay: 0.5 * LEASE, unavailable: 0.3, seed: 10 * seed + i }),
        );
        await pass(until, 30 * LEASE);
        const mine = candidates.flatMap(({ terms }) => [
          ...new Set(terms.filter(one => one.mine).map(one => one.epoch)),
        ]);
        expect(new Set(mine).size).toBe(mine.length);
        expect(mine.length).toBeGreaterThan(0);
        for (const one of candidates) one.subscription.unsubscribe();
        await pass(until, 2 * LEASE);
      }
    }));

  it('releases everything when it is unsubscribed', () =>
    inVirtualTime(async until => {
      const { log, open } = watchedLog(memoryLog());
      const subscription = elect(log, 'toy', { candidate: 'a', lease: LEASE }).subscribe();
      await pass(until, LEASE);
      expect(open()).toBe(1);
      subscription.unsubscribe();
      expect(open()).toBe(0);
      // No timer is left that time could go on to.
      await pass(until, 0);
      const then = performance.now();
      await pass(until, 10 * LEASE);
      expect(performance.now()).toBe(then);
    }));

  it.each(['no JSON', '{"epoch":"1"}', 'null'])('fails over a key that no candidate wrote: %s', async text => {
    const log = memoryLog();
    await log.swap('toy.leader', 0, new TextEncoder().encode(text));
    const errors: unknown[] = [];
    const subscription = elect(log, 'toy', { candidate: 'a', lease: LEASE }).subscribe({
      error: error => errors.push(error),
    });
    expect(errors).toMatchObject([{ reason: 'damaged', subject: 'elect' }]);
    subscription.unsubscribe();
  });

  it('refuses what cannot be', () => {
    const log = memoryLog();
    expect(() => elect(log, 'a b', { candidate: 'a' })).toThrow('must be words of letters');
    expect(() => elect(log, 'toy', { candidate: '' })).toThrow(
      'the candidate must have a name of 1 to 1,000 characters',
    );
    expect(() => elect(log, 'toy', { candidate: 'a', lease: 0 })).toThrow('the lease must be milliseconds');
    expect(() => elect(log, 'toy', { candidate: 'a', laese: 5 } as never)).toThrow('lease');
  });
});
