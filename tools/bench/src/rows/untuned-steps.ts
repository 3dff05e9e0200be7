import { learnRows } from '@thalweg/online';
import { adam } from '@thalweg/optim';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { linearOf, networkOf } from '../untuned/compare-rates.ts';
import type { RatioRow, Sides, Size, Turn } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const FEATURES = 10;

/** Models without a rate beside one learner whose rate somebody has found. */
export const untunedSteps: readonly RatioRow[] = [
  {
    // Three networks take three times the steps of one; what they share is the input, its scaling, and the call.
    name: 'rows: learnRows of a network 10-32-32-2 without a rate, compiled',
    ours: 'bestOf, three copies with three rates',
    reference: 'one network, by Adam',
    bar: 3,
    turns: 15,
    prepare: size => sides(size, 2, networkOf),
  },
  {
    name: 'rows: learnRows of softmax regression, five classes by ten features, without a rate, compiled',
    ours: 'a step size for each weight',
    reference: 'runningStandardization, Adam',
    bar: 3,
    turns: 15,
    prepare: size => sides(size, 5, linearOf),
  },
];

/** Both learn the rows of the same batch, whose first feature says the class. */
function sides(size: Size, classes: number, modelOf: typeof networkOf): Sides {
  const sized = { features: FEATURES, classes };
  const rows = bySize(size, 20_000, 200);
  const x = tensor(fillNormal(new Float32Array(FEATURES * rows), key(1)), { shape: [rows, FEATURES] });
  const label = Int32Array.from({ length: rows }, (_, n) =>
    Math.min(Math.floor(Math.abs(x.data[n * FEATURES]! * 2)), classes - 1),
  );
  const [ours, reference] = [modelOf(sized), modelOf(sized, adam({ learningRate: 0.003 }))].map(model => {
    const pushed = new Subject<object>();
    pushed.pipe(learnRows(model, { runner: wasm() })).subscribe();
    return once(() => pushed.next({ x, label }));
  }) as [Turn, Turn];
  return { ours, reference };
}
