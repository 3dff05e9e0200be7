import { takenRows } from '@thalweg/drawn';
import { key, uniform } from '@thalweg/tensor';
import { firstValueFrom, timer } from 'rxjs';
import { expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { testChannel } from '../testing/test-channel.ts';
import { remoteLog } from './remote-log.ts';
import { serveLog } from './serve-log.ts';

const COUNT = 100;

/** Appends numbers one after another, each again and again until it is known to be stored. */
async function appendAll(log: Log, writer: string): Promise<void> {
  for (let count = 0; count < COUNT;) {
    try {
      await log.append('a', Uint8Array.of(count), { id: `${writer}/${count}` });
      count++;
      // So that servers end in the middle of it.
      await firstValueFrom(timer(3));
    } catch (error) {
      if (!(error instanceof LogError && error.reason === 'unavailable')) throw error;
    }
  }
}

it.each(takenRows('servers of a channel', [1, 2, 3, 4, 5, 6]))(
  'servers that start and end at random lose nothing and show nothing twice: %i',
  async seed => {
    const draws = { next: 0 };
    const draw = (): number => uniform(key(seed), draws.next++);
    const [server, ...ends] = testChannel(3);
    const logs = ends.map(end => remoteLog(end, { timeout: 60 }));
    const stored = memoryLog();
    const seen = logs.map(() => [] as number[]);
    const subscriptions = logs.map((log, i) => log.read('a', 0).subscribe(({ sequence }) => seen[i]!.push(sequence)));
    const writes = logs.map((log, i) => appendAll(log, `w${i}`));
    const done = { now: false };
    const all = Promise.all(writes).finally(() => (done.now = true));
    let serving = serveLog(stored, server!, { name: 'stored', timeout: 50 });
    let restarts = 0;
    while (!done.now) {
      restarts++;
      await firstValueFrom(timer(20 * draw()));
      const silently = draw() < 0.3;
      server!.drops = () => silently;
      serving.unsubscribe();
      await firstValueFrom(timer(20 * draw()));
      server!.drops = () => false;
      serving = serveLog(stored, server!, { name: 'stored', timeout: 50 });
      await firstValueFrom(timer(100 * draw()));
    }
    await all;
    expect(restarts).toBeGreaterThan(1);
    server!.drops = () => false;
    serving.unsubscribe();
    serving = serveLog(stored, server!, { name: 'stored' });
    const wanted = Array.from({ length: 2 * COUNT }, (_, i) => i + 1);
    for (const sequences of seen) await expect.poll(() => sequences.at(-1)).toBe(wanted.at(-1));
    expect(seen).toEqual([wanted, wanted]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    serving.unsubscribe();
  },
);
