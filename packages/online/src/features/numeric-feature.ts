import type { Preprocessing } from '@thalweg/model';
import type { Observable } from 'rxjs';
import type { WithFields } from '../records/known-fields.ts';

/** A record after some fields became numbers, or vectors in float64. */
export type WithNumbers<R, F extends string> = { [K in keyof R]: K extends F ? NumbersOf<R[K]> : R[K] };
type NumbersOf<V> = V extends number | null | undefined ? V : Float64Array;

/** An operator that learns from numbers in fields, and replaces them. */
export interface NumericFeature<F extends string> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<WithNumbers<R, F>>;
  /** The same operator without learning: it transforms records with the present state. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<WithNumbers<R, F>>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): WithNumbers<R, F>;
}
