import { BehaviorSubject, combineLatest, map, share } from 'rxjs';
import type { Prepare } from './prepared.ts';
import { circuitInput } from './seeded.ts';

/** The circuit by RxJS alone, whose result has many subscribers. */
export const prepare: Prepare = workload => {
  if (workload.kind !== 'subscribers') throw new Error(`there is no pipe for a ${workload.kind}`);
  const x$ = new BehaviorSubject(-2);
  const sum$ = combineLatest([x$, new BehaviorSubject(5)]).pipe(map(([x, y]) => x + y));
  const f$ = combineLatest([sum$, new BehaviorSubject(-4)]).pipe(
    map(([sum, z]) => sum * z),
    share(),
  );
  let last = NaN;
  for (let subscriber = 0; subscriber < workload.count; subscriber++) f$.subscribe(value => (last = value));
  let at = 0;
  return {
    run: () => {
      x$.next(circuitInput(at++));
      return last;
    },
  };
};
