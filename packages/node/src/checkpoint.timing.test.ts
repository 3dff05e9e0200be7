import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { snapshot, type Savable } from '@thalweg/train';
import { lastValueFrom, Observable, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { expect, it } from 'vitest';
import { checkpoint, readSnapshot, writeSnapshot } from './index.ts';
import { freshFolder } from './testing/fresh-folder.ts';

type Record = { readonly step: number };

/** 64 MB of tensors in large and small pieces, and 100,000 plain objects. */
function aState(): Savable {
  const large = tensor(fillNormal(new Float32Array(12_000_000), key(1)));
  const small = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`small${i}`, tensor(new Float64Array(1000))]));
  const records = Array.from({ length: 100_000 }, (_, i) => ({ id: `mail ${i}`, time: i, counts: [i, 1] }));
  const saved = { tensors: { large, ...small }, values: { records, times: new Float64Array(100_000) } };
  return { save: () => saved, prepare: () => () => {} };
} // prettier-ignore

/** Steps, each in a turn of the event loop. */
const steps = (count: number): Observable<Record> =>
  new Observable(subscriber => {
    void (async () => {
      for (let step = 1; step <= count && !subscriber.closed; step++) {
        await turn();
        subscriber.next({ step });
      }
      subscriber.complete();
    })();
  });

const schedule = '/proc/thread-self/schedstat';

/** Returns the milliseconds that this thread has been ready to run while others had the processor; 0 if nobody knows. */
function passedOver(): number {
  return existsSync(schedule) ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0;
}

/** Returns the longest time between two records that pass an operator, in milliseconds, but for what other programs took. */
async function longestStop(operator: MonoTypeOperatorFunction<Record>, count: number): Promise<number> {
  let [last, longest] = [NaN, 0];
  await lastValueFrom(
    steps(count).pipe(
      operator,
      tap(() => {
        const now = performance.now() - passedOver();
        if (now - last > longest) longest = now - last;
        last = now;
      }),
    ),
  );
  return longest;
}

it('a checkpoint of 64 MB and 100,000 objects stops the stream for at most 20 ms', async () => {
  const part = aState();
  const path = join(freshFolder(), 'run');
  // The machine may do something else meanwhile: the best of three.
  const stops: number[] = [];
  for (let round = 0; round < 3; round++) {
    const steps = checkpoint({ part }, { every: 1000, keep: 1, path: `${path}${round}` });
    stops.push(await longestStop(steps, 10_000));
  }
  expect(Math.min(...stops)).toBeLessThan(20);
  expect(readSnapshot(`${path}0`).parts['part']!.tensors['large']!.size).toBe(12_000_000);
});

it('a file that is written in one go stops it for longer', async () => {
  const part = aState();
  const path = join(freshFolder(), 'a.safetensors');
  const atOnce = tap(({ step }: Record) => step === 5 && writeSnapshot(path, snapshot({ part })));
  expect(await longestStop(atOnce, 10)).toBeGreaterThan(60);
});
