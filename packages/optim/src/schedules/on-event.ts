import { fromObservable, read } from '@thalweg/graph';
import { defer, map, scan, startWith, type Observable } from 'rxjs';
import type { Schedule } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';

/**
 * Changes the rate with each event of a stream; the new rate holds from the next step on. Events count only while a run
 * observes the stream. A resumed run starts with the rate that it had.
 *
 * - **Throws** `GraphError` for a rate below 0
 * - **Stream errors** `GraphError` in the step after a change to an invalid rate, and any error that `change` throws
 *
 * @example
 * adam({ learningRate: onEvent(0.001, drift$, rate => Math.min(2 * rate, 0.01)) })
 */
export function onEvent<E>(rate: number, event$: Observable<E>, change: (rate: number, event: E) => number): Schedule {
  const range = { name: 'onEvent: rate', least: 0 };
  checkRange(rate, range);
  return (_, run) => {
    const rate$ = defer(() => {
      const last = run === undefined ? NaN : read(run.last).item();
      const first = Number.isNaN(last) ? rate : last;
      return event$.pipe(
        scan(change, first),
        map(changed => checkRange(changed, range)),
        startWith(first),
      );
    });
    return fromObservable(rate$, { name: 'onEvent', dtype: 'float64' });
  };
}
