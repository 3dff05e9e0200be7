import type { Preprocessing } from '@thalweg/model';
import type { Observable } from 'rxjs';
import type { FieldOptions } from '../records/first-record.ts';
import type { WithFields } from '../records/known-fields.ts';

/** A category. A string and the number that looks like it are two categories. */
export type Category = string | number | boolean;

/** Options of the encoding of categories. */
export interface CategoryOptions<I extends string> extends FieldOptions {
  /** The number of categories that get their own codes, at least 1. */
  readonly capacity: number;
  /**
   * The treatment of a new category when all codes are taken: with `'others'`, the default, it gets the shared code `capacity`;
   * with `'replace'`, the code of the category that was learned longest ago.
   */
  readonly whenFull?: 'others' | 'replace';
  /** The name of the new field; the category's own by default, which is replaced. */
  readonly into?: I;
}

/** Defaults of {@link CategoryOptions}. */
export const categoryDefaults = { capacity: undefined, whenFull: 'others', into: undefined, missing: 'fail' } as const;

/** An operator that writes an encoding of a category into a field. */
export interface CategoryFeature<F extends string, I extends string, V> extends Preprocessing {
  <R extends object>(source: WithFields<R, F>): Observable<Omit<R, I> & { readonly [K in I]: V }>;
  /** The same operator without learning: unknown categories get the shared code `capacity`. */
  readonly reading: <R extends object>(source: WithFields<R, F>) => Observable<Omit<R, I> & { readonly [K in I]: V }>;
  /** Returns a record as `reading` does, at once. */
  applyTo<R extends object>(record: R): Omit<R, I> & { readonly [K in I]: V };
}
