import { fromIterable } from '@thalweg/data';
import { firstValueFrom, share, skip } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { connectTraining } from './index.ts';
import { sampleAt } from './testing/line.ts';
import { nodeThreads } from './testing/node-threads.ts';

describe('a pause', () => {
  it('is answered within 50 ms, 20 times during a training at full speed', async () => {
    const numbers = fromIterable({
      *[Symbol.iterator]() {
        for (let n = 0; ; n++) yield sampleAt(n);
      },
    });
    const training = connectTraining(nodeThreads()().make);
    const steps$ = numbers.pipe(training.learn(), share());
    const running = steps$.subscribe();
    // Both sides are compiled by then.
    await firstValueFrom(steps$.pipe(skip(2_000)));
    const times: number[] = [];
    for (let n = 0; n < 20; n++) {
      await new Promise(resolve => setTimeout(resolve, 20));
      const began = performance.now();
      await training.pause();
      times.push(performance.now() - began);
      await training.resume();
    }
    running.unsubscribe();
    expect(Math.max(...times)).toBeLessThan(50);
  });
});
