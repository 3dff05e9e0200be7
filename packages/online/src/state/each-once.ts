import type { Dataset } from '@thalweg/data';
import { mappedOnce } from '@thalweg/data/engine';
import { filter, map, type Observable } from 'rxjs';

/** Returns an operator that passes each item to `step` once, also when a reading is resumed. A dataset stays a dataset. */
export function eachOnce<I, O>(step: (item: I) => O): (source: Observable<I>) => Observable<O> {
  return source =>
    'derive' in source ? (source as Dataset<I>).derive(reader => mappedOnce(reader, step)) : source.pipe(map(step));
}

const NOTHING = /* @__PURE__ */ Symbol('nothing');

/** Returns an operator like `eachOnce` that leaves out the items for which `step` returns `undefined`. */
export function someOnce<I, O>(step: (item: I) => O | undefined): (source: Observable<I>) => Observable<O> {
  const told = eachOnce<I, O | typeof NOTHING>(item => step(item) ?? NOTHING);
  return source => told(source).pipe(filter(item => item !== NOTHING)) as Observable<O>;
}
