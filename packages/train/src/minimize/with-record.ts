import { DataError } from '@thalweg/data';
import { isObservable, type Observable, type Subscriber } from 'rxjs';
import { consume, type Take } from '../passes/consume.ts';
import type { Values } from '../passes/binding.ts';

/**
 * Calls back with the data of a minimization: a record, or the only one of a stream when that completes. The control
 * receives a `DataError` if there is none or more than one.
 */
export function withRecord(
  data: Values | Observable<Values> | undefined,
  control: Subscriber<unknown>,
  sliceMs: number,
  then: (values: Values) => void,
): void {
  if (!isObservable(data)) return then(data ?? {});
  let only: Values | undefined;
  const take: Take<Values> = (record, _, done) => {
    if (only !== undefined) throw notOne('a second one');
    only = record;
    done();
  };
  consume(data, control, {
    sliceMs,
    take,
    end: () => (only === undefined ? control.error(notOne('none')) : then(only)),
  });
}

function notOne(given: string): DataError {
  return new DataError(
    'minimize',
    'feed must be one record with all data',
    given,
    'Try feed: rows.pipe(batch(Infinity)).',
  );
}
