import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { Observable, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { checkpoint, latestCheckpoint, readSnapshot } from '../index.ts';
import { counter } from './counter.ts';

// A run that only writes checkpoints, as fast as it can, and prints each step when its checkpoint is on disk. Arguments:
// the folder, the way of writing, the number of steps, the number of elements in the state, and its growth per step.
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

/** Takes a step when the one before is on disk. */
async function takeSteps(next: (record: { step: number }) => void, closed: () => boolean): Promise<void> {
  for (let step = part.count + 1, left = steps; left > 0 && !closed(); step++, left--) {
    part.count = step;
    part.size += growth;
    next({ step });
    const file = `step-${how === 'in place' ? 1 : String(step).padStart(8, '0')}.safetensors`;
    while (!closed() && latestCheckpoint(folder) !== join(folder, file)) await turn();
    if (!closed()) writeSync(1, `${step}\n`);
  }
}

if (latestCheckpoint(folder) !== undefined) restore({ part }, readSnapshot(folder));
writeSync(1, 'ready\n');
new Observable<{ step: number }>(subscriber => {
  const ended = takeSteps(
    record => subscriber.next(record),
    () => subscriber.closed,
  );
  void ended.then(() => subscriber.complete());
})
  .pipe(how === 'in place' ? inPlace() : checkpoint({ part }, { every: 1, path: folder }))
  .subscribe({
    error: (error: Error) => writeSync(1, `${JSON.stringify({ ...error, message: error.message })}\n`),
  });
