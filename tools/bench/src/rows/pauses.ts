import { once as event } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fromIterable } from '@thalweg/data';
import { connectTraining } from '@thalweg/worker';
import { firstValueFrom, share, skip } from 'rxjs';
import { bundledScript } from './bundled-script.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** A thread that works for 8 ms, turn after turn, and answers. */
const BARE = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', message => parentPort.postMessage(message));
const work = () => {
  for (const end = performance.now() + 8; performance.now() < end;);
  setImmediate(work);
};
setImmediate(work);`;

/** How long a training in another thread takes to pause: the longest of 20 times. */
export const pauses: RatioRow = {
  name: 'waits: the longest pause of a training in another thread, of 20',
  ours: 'connectTraining, pause',
  reference: 'a thread that works in slices of 8 ms, and answers',
  bar: 4,
  turns: 5,
  async prepare(size) {
    const times = bySize(size, 20, 3);
    const program = bundledScript(new URL('pause-worker.ts', import.meta.url), 'cjs');
    const numbers = fromIterable({
      *[Symbol.iterator]() {
        for (let n = 0; ; n++) yield { x: Math.sin(n * 12.9898) * 2, y: 6 * Math.sin(n * 12.9898) - 1 };
      },
    });
    const training = connectTraining(() => new Worker(program, { eval: true, execArgv: [] }));
    const steps$ = numbers.pipe(training.learn(), share());
    const running = steps$.subscribe();
    const bare = new Worker(BARE, { eval: true, execArgv: [] });
    // Both sides are compiled by then.
    await firstValueFrom(steps$.pipe(skip(bySize(size, 2000, 20))));
    return {
      ours: () =>
        longestOf(
          times,
          () => training.pause(),
          () => training.resume(),
        ),
      reference: () => longestOf(times, () => (bare.postMessage(1), event(bare, 'message'))),
      close: async () => {
        running.unsubscribe();
        await bare.terminate();
      },
    };
  },
};

/** Returns the longest of some waits for an answer, in microseconds. */
async function longestOf(times: number, ask: () => Promise<unknown>, after?: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  for (let n = 0; n < times; n++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    const began = performance.now();
    await ask();
    longest = Math.max(longest, performance.now() - began);
    await after?.();
  }
  return 1000 * longest;
}
