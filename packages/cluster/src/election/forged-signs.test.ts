import { LogError, memoryLog, type Log } from '@thalweg/log';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { elect, type Reign } from '../index.ts';
import { inVirtualTime } from '../testing/virtual-time.ts';

const LEASE = 300;

/** Subscribes, and notes what comes. */
function candidate(log: Log, name: string) {
  const reigns: Reign[] = [];
  const errors: unknown[] = [];
  const subscription = elect(log, 'toy', { candidate: name, lease: LEASE }).subscribe({
    next: reign => reigns.push(reign),
    error: error => errors.push(error),
  });
  return { reigns, errors, subscription };
}

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
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
      await until(() => false, performance.now() + LEASE);
      const { version, bytes } = await firstValueFrom(log.watch('toy.leader'));
      const { process } = JSON.parse(new TextDecoder().decode(bytes)) as { process: string };
      await forge(log, version, { leader: numbers.beat === 1 ? 'evil' : 'a', process, ...numbers });
      await until(() => false, performance.now() + 10 * LEASE);
      expect([a.errors, b.errors]).toEqual([[], []]);
      expect(a.reigns).toEqual([{ leader: 'a', epoch: 1, mine: true }]);
      expect(b.reigns).toEqual([{ leader: 'a', epoch: 1, mine: false }]);
      for (const one of [a, b]) one.subscription.unsubscribe();
      const last = await firstValueFrom(log.watch('toy.leader'));
      expect(new TextDecoder().decode(last.bytes)).toContain('"epoch":');
    }),
  );

  it.each([2, 4_000_000_000])('with epoch %i, as of a next leader, is outlived by one', epoch =>
    inVirtualTime(async until => {
      const log = memoryLog();
      const a = candidate(log, 'a');
      await until(() => false, performance.now() + LEASE);
      const { version } = await firstValueFrom(log.watch('toy.leader'));
      await forge(log, version, { leader: 'evil', epoch, process: 'x', beat: 1 });
      await until(() => false, performance.now() + 10 * LEASE);
      expect(a.reigns.at(-1)).toEqual({ leader: 'a', epoch: epoch + 1, mine: true });
      a.subscription.unsubscribe();
    }),
  );

  it('with the last epoch of all, which nobody knows better, is an error in words', () =>
    inVirtualTime(async until => {
      const log = memoryLog();
      await forge(log, 0, { leader: 'evil', epoch: 2 ** 48 - 1, process: 'x', beat: 1 });
      const [a, b] = [candidate(log, 'a'), candidate(log, 'b')];
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
    const a = candidate(log, 'a');
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
