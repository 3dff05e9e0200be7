import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { map, range, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { checkpoint, latestCheckpoint, readSnapshot } from '../index.ts';
import { counter } from './counter.ts';

// A run that only writes checkpoints, as fast as it can, and prints each step. Arguments: the folder, the way of writing,
// the number of steps, the number of elements in the state, and its growth per step.
const [folder = '.', how, ...numbers] = process.argv.slice(2);
const [steps = 1, size = 3, growth = 0] = numbers.map(Number);
const part = counter(0, size);

/** A naive `checkpoint`, which overwrites one file in place, always with the same bytes. */
function inPlace(): MonoTypeOperatorFunction<{ step: number }> {
  mkdirSync(folder, { recursive: true });
  const bytes = encodeSnapshot(snapshot({ part }));
  return tap(() => {
    const file = openSync(join(folder, 'step-1.safetensors'), 'w');
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(65_536, bytes.length - at));
    closeSync(file);
  });
}

if (latestCheckpoint(folder) !== undefined) restore({ part }, readSnapshot(folder));
writeSync(1, 'ready\n');
range(part.count + 1, steps)
  .pipe(
    map(step => {
      part.count = step;
      part.size += growth;
      return { step };
    }),
    how === 'in place' ? inPlace() : checkpoint({ part }, { every: 1, path: folder }),
  )
  .subscribe({
    next: ({ step }) => writeSync(1, `${step}\n`),
    error: (error: Error) => writeSync(1, `${JSON.stringify({ ...error, message: error.message })}\n`),
  });
