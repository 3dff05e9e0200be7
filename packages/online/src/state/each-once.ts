import { Dataset } from '@thalweg/data';
import { mapOnce } from '@thalweg/data/engine';
import { map, type Observable } from 'rxjs';

/** Returns an operator that passes each item to `step` once, also when a reading is resumed. A dataset stays a dataset. */
export function eachOnce<I, O>(step: (item: I) => O): (source: Observable<I>) => Observable<O> {
  return source => (source instanceof Dataset ? mapOnce(source as Dataset<I>, step) : source.pipe(map(step)));
}
