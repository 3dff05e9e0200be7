import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { checkpoint, readSnapshot, writeSnapshot } from '@thalweg/node';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { snapshot, type Savable } from '@thalweg/train';
import { lastValueFrom, Observable, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { LongestGap } from './longest-gap.ts';
import type { RatioRow, Size } from './ratio-row.ts';
import { bySize } from './turns.ts';

type Record = { readonly step: number };

/** How long a stream stands still for a checkpoint. */
export const checkpointStops: RatioRow = {
  name: 'waits: the longest stop of a stream for a checkpoint of 64 MB and 100,000 objects',
  ours: 'checkpoint',
  reference: 'a file that is written in one go',
  bar: 1 / 3,
  turns: 3,
  prepare(size) {
    const part = aState(size);
    const folder = mkdtempSync(join(tmpdir(), 'stops-'));
    const [path, file] = [join(folder, 'run'), join(folder, 'a.safetensors')];
    const steps = bySize(size, 10_000, 1000);
    return {
      ours: async () => {
        const longest = await longestStop(checkpoint({ part }, { every: steps / 10, keep: 1, path }), steps);
        const { size: saved } = readSnapshot(path).parts['part']!.tensors['large']!;
        if (saved !== largeOf(size)) throw new Error(`the checkpoint must have all numbers, got ${saved}`);
        rmSync(path, { recursive: true });
        return longest;
      },
      reference: () =>
        longestStop(
          tap(({ step }) => step === 5 && writeSnapshot(file, snapshot({ part }))),
          10,
        ),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

const largeOf = (size: Size): number => bySize(size, 12_000_000, 1_000_000);

/** Tensors in large and small pieces, and plain objects. */
function aState(size: Size): Savable {
  const large = tensor(fillNormal(new Float32Array(largeOf(size)), key(1)));
  const count = bySize(size, 2000, 20);
  const small = Object.fromEntries(Array.from({ length: count }, (_, i) => [`small${i}`, tensor(new Float64Array(1000))]));
  const records = Array.from({ length: 50 * count }, (_, i) => ({ id: `mail ${i}`, time: i, counts: [i, 1] }));
  const saved = { tensors: { large, ...small }, values: { records, times: new Float64Array(50 * count) } };
  return { save: () => saved, prepare: () => () => {} };
} // prettier-ignore

/** Returns the longest time between two records that pass an operator, in microseconds. */
async function longestStop(operator: MonoTypeOperatorFunction<Record>, count: number): Promise<number> {
  const gap = new LongestGap();
  await lastValueFrom(
    steps(count).pipe(
      operator,
      tap(() => gap.note()),
    ),
  );
  return gap.microseconds;
}

/** Steps, each in a turn of the event loop. */
function steps(count: number): Observable<Record> {
  return new Observable(subscriber => {
    void (async () => {
      for (let step = 1; step <= count && !subscriber.closed; step++) {
        await turn();
        subscriber.next({ step });
      }
      subscriber.complete();
    })();
  });
}
