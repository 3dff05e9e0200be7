// A program: times steps in a process of its own, as an app runs them, and prints what it found as JSON.
import { map, Subject, tap } from 'rxjs';
import { latenessOf } from '../../testing/stalls.ts';
import { FEATURES, learner, records } from './logistic-steps.ts';

const WARM_UP = 100_000;

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

const [step, other] = [learner(() => {}), byHand(() => {})];
for (let i = 0; i < WARM_UP; i++) {
  step();
  other();
}
console.log(JSON.stringify(latenessOf(step, 1_000_000, 5, other)));
