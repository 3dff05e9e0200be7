import { FEATURES, learner, records } from '@thalweg/laws/logistic-steps';
import { map, Subject, tap } from 'rxjs';
import { lateCalls } from './late-calls.ts';
import type { RatioRow, Sides, Size, Turn } from './ratio-row.ts';
import { bySize, repeated } from './turns.ts';

const NAME = 'events: a training step of logistic regression on one record, compiled';
const [OURS, REFERENCE] = ['train', 'the same steps as operators of RxJS by hand'];

/** Steps on single records, through a pipe. */
export const singleSteps: readonly RatioRow[] = [
  { name: NAME, ours: OURS, reference: REFERENCE, bar: 3, turns: 15, prepare: size => sides(size, repeated) },
  {
    name: `${NAME}: 999 of 1,000`,
    ours: OURS,
    reference: REFERENCE,
    bar: 3,
    turns: 9,
    prepare: size => sides(size, (step, size) => () => lateCalls(step, bySize(size, 100_000, 1000))),
  },
];

function sides(size: Size, turnOf: (step: () => void, size: Size) => Turn): Sides {
  const [step, other] = [learner(() => {}), byHand(() => {})];
  for (let i = 0; i < bySize(size, 100_000, 1000); i++) {
    step();
    other();
  }
  return { ours: turnOf(step, size), reference: turnOf(other, size) };
}

/** A function that pushes a record through the same steps, written by hand as operators of RxJS. */
function byHand(told: (record: object) => void): () => void {
  const weights = new Float64Array(FEATURES);
  const pushed = new Subject<(typeof records)[number]>();
  pushed
    .pipe(
      map(({ x, label }) => {
        let z = 0;
        for (let i = 0; i < FEATURES; i++) z += weights[i]! * x[i]!;
        return { x, label, z };
      }),
      map(({ x, label, z }) => ({
        x,
        error: 1 / (1 + Math.exp(-z)) - label,
        loss: Math.log1p(Math.exp(-z)) + (1 - label) * z,
      })),
      tap(({ x, error }) => {
        for (let i = 0; i < FEATURES; i++) weights[i]! -= 0.05 * error * x[i]!;
      }),
      map(({ loss }, step) => ({ step, loss })),
    )
    .subscribe(told);
  let at = 0;
  return () => pushed.next(records[at++ % records.length]!);
}
