import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { take } from 'rxjs';
import {
  decodeSnapshot,
  earlyStopping,
  encodeSnapshot,
  restore,
  runHistory,
  snapshot,
  train,
  type Plain,
  type Savable,
  type StepRecord,
} from '@thalweg/train';
import type { Door } from './door.ts';
import { mutatedSnapshot } from '../inputs/mutated-snapshot.ts';

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

/**
 * Files of a run's snapshot with changes that their checksum covers. What is not refused must be a state: it is saved and read
 * again as it is, and the training can take a step from it.
 */
export function snapshotDoor(): Door<Uint8Array> {
  const { parts, steps$ } = aRun();
  steps$.pipe(take(7)).subscribe();
  const file = encodeSnapshot(snapshot(parts));
  return {
    draw: chance => mutatedSnapshot(file, chance),
    open(bytes) {
      try {
        restore(parts, decodeSnapshot(bytes));
        const again = encodeSnapshot(snapshot(parts));
        if (Buffer.compare(encodeSnapshot(decodeSnapshot(again)), again) !== 0)
          throw new Error('it is not written as it was read');
        const errors: unknown[] = [];
        steps$.pipe(take(1)).subscribe({ error: error => errors.push(error) });
        for (const error of errors) if (error instanceof TypeError || error instanceof RangeError) throw error;
      } finally {
        restore(parts, decodeSnapshot(file));
      }
    },
  };
}
