import { add, feed, gradient, mul, parameter } from '@thalweg/graph';
import { BehaviorSubject, combineLatest, map } from 'rxjs';
import type { RatioRow, Sides } from './ratio-row.ts';
import { repeated } from './turns.ts';

/** The lecture’s circuit f = (x + y)·z: two inputs set in one pass, f and its gradients subscribed. */
export const circuitPass: RatioRow = {
  name: 'steps: a pass of f = (x + y)·z, interpreted, f and three gradients subscribed',
  ours: 'feed',
  reference: 'Subjects of RxJS, combined',
  // A microsecond, where those of RxJS take 0.25.
  bar: 4,
  turns: 15,
  prepare(size): Sides {
    const [x, y, z] = [parameter(-2), parameter(5), parameter(-4)];
    const f = mul(add(x, y), z);
    let [seen, heard] = [0, 0];
    for (const wire of [f, gradient(f, x), gradient(f, y), gradient(f, z)])
      wire.subscribe(value => (seen += value.item()));
    let [at, place] = [0, 0];
    const pushed = combinedCircuit(value => (heard += value));
    return {
      ours: repeated(() => feed([x, at++ % 100], [z, 2]), size),
      reference: repeated(() => pushed(place++ % 100, 2), size),
      close: () => {
        if (Number.isNaN(seen + heard)) throw new Error('the circuit: its values must be numbers, got NaN.');
      },
    };
  },
};

/** Returns a function that sets x and z of the same circuit and gradients, wired by hand; RxJS computes them for each of both. */
function combinedCircuit(told: (value: number) => void): (x: number, z: number) => void {
  const [x$, y$, z$] = [new BehaviorSubject(-2), new BehaviorSubject(5), new BehaviorSubject(-4)];
  const sum$ = combineLatest([x$, y$]).pipe(map(([x, y]) => x + y));
  const f$ = combineLatest([sum$, z$]).pipe(map(([sum, z]) => sum * z));
  for (const wire$ of [f$, z$, z$, sum$]) wire$.subscribe(told);
  return (x, z) => {
    x$.next(x);
    z$.next(z);
  };
}
