import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { take } from 'rxjs';
import { expect } from 'vitest';
import {
  decodeSnapshot,
  earlyStopping,
  encodeSnapshot,
  restore,
  runHistory,
  snapshot,
  StateError,
  train,
  type Plain,
  type Savable,
  type StepRecord,
} from '../index.ts';
import { mutatedSnapshot } from './mutated-snapshots.ts';

/** A part that keeps whatever plain values it is given. */
function anything(): Savable {
  let values: Readonly<Record<string, Plain>> = {
    bytes: Uint8Array.of(1, 200, 3),
    list: [Float64Array.of(1, 2), { $a: NaN, deep: [[['x']]] }, -0],
  };
  return { save: () => ({ tensors: {}, values }), prepare: saved => () => void (values = saved.values) };
}

function aRun() {
  const x = input('x', ['batch', 2]);
  const logits = x.pipe(dense(3, { name: 'first' }), tanh(), dropout(0.2), dense(2, { name: 'last' }));
  const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32')));
  const learn = train(loss as Node<readonly []>, adam(), { sliceMs: Infinity, metrics: { again: loss as Node<readonly []> } });
  const stop = earlyStopping<StepRecord>({ of: ({ loss }) => loss, patience: 100, restoreBestWeights: learn });
  const history = runHistory({ settings: { rate: 1, names: ['a'] }, keep: 4 });
  const parts = { learn, stop, history, anything: anything() };
  const data = fromColumns({ x: { data: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)), shape: [2] }, label: Int32Array.from({ length: 20 }, (_, i) => i % 2) });
  return { parts, steps$: data.pipe(shuffle({ seed: 2 }), batch(5), epochs(1000), learn, stop, history) };
} // prettier-ignore

/** The number of files that were refused, and of those that gave a state. */
export interface Outcome {
  readonly refused: number;
  readonly restored: number;
}

/**
 * Reads and restores mutated files of a run's snapshot. Whatever is not refused by a `StateError` must be a state: it is
 * saved and read again as it is, and the training can take a step from it, or refuses it in words of ours.
 */
export function fuzzSnapshots(first: number, count: number): Outcome {
  const { parts, steps$ } = aRun();
  steps$.pipe(take(7)).subscribe();
  const file = encodeSnapshot(snapshot(parts));
  const outcome = { refused: 0, restored: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const bytes = mutatedSnapshot(file, seed);
    try {
      restore(parts, decodeSnapshot(bytes));
    } catch (error) {
      if (!(error instanceof StateError)) throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      outcome.refused++;
      continue;
    }
    outcome.restored++;
    const again = encodeSnapshot(snapshot(parts));
    expect(encodeSnapshot(decodeSnapshot(again)), `seed ${seed}`).toEqual(again);
    const errors: unknown[] = [];
    if (outcome.restored % 20 === 0) steps$.pipe(take(1)).subscribe({ error: error => errors.push(error) });
    expect(errors.filter(error => error instanceof TypeError || error instanceof RangeError), `seed ${seed}`).toEqual([]);
    restore(parts, decodeSnapshot(file));
  }
  return outcome;
} // prettier-ignore
