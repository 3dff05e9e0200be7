import { Dataset } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { Observable, type Subscriber } from 'rxjs';
import { Pull, type PullOptions } from './pull.ts';

/**
 * Passes the records of a source to `take`, one after another: those of a dataset are pulled, each after the one before is
 * done; any other observable pushes, and knows neither a start nor a pause. Ends when the subscriber leaves.
 *
 * - **Throws** `ContractError` for a negative slice of time
 */
export function consume<R>(source: Observable<R>, subscriber: Subscriber<unknown>, how: PullOptions<R>): void {
  if (!(how.sliceMs >= 0))
    throw new ContractError('sliceMs', 'it must be at least 0, or Infinity', String(how.sliceMs), 'Try 8.');
  if (source instanceof Dataset) new Pull(source as Dataset<R>, subscriber, how).begin();
  else push(source, subscriber, how);
}

function push<R>(source: Observable<R>, subscriber: Subscriber<unknown>, { take, end }: PullOptions<R>): void {
  let open = 0;
  let complete = false;
  const done = (): void => {
    open--;
    if (complete && open === 0) end();
  };
  // The source connects after its subscriber can end it: one that emits at once, perhaps for ever, must see who has left.
  const tied = new Observable<R>(records => {
    subscriber.add(records);
    return source.subscribe(records);
  });
  tied.subscribe({
    next: record => {
      open++;
      try {
        take(record, undefined, done);
      } catch (error) {
        subscriber.error(error);
      }
    },
    error: error => subscriber.error(error),
    complete: () => {
      complete = true;
      if (open === 0) end();
    },
  });
}
