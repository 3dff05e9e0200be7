import { DataError } from '@thalweg/data';
import { EMPTY, type Observable } from 'rxjs';

/** Passes an error of a training on, unless it is that no record was left over: chance, or time, may leave none. */
export function ofNothing(error: unknown): Observable<never> {
  if (error instanceof DataError && error.given === 'none') return EMPTY;
  throw error;
}
