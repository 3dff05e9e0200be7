import type { Observable } from 'rxjs';

/**
 * The key under which a stream that can wait has a function of the demand. It is here since `worker`, which asks, must not import
 * `online`, which has the buffer.
 */
export const ON_DEMAND: unique symbol = /* @__PURE__ */ Symbol.for('@thalweg/on-demand') as never;

/** A stream that keeps its items until they are asked for, such as what `boundedBuffer` returns. */
export interface OnDemand<T> {
  /** Returns its items, of which it emits so many more with each number that the demand emits. */
  readonly [ON_DEMAND]: (demand$: Observable<number>) => Observable<T>;
}

/** Returns true for a stream that can wait. */
export function isOnDemand<T>(source: Observable<T>): source is Observable<T> & OnDemand<T> {
  return ON_DEMAND in source;
}
