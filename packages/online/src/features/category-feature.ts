import type { Savable } from '@thalweg/train';
import type { Observable } from 'rxjs';

/** What a category can be. A string and the number that looks like it are two. */
export type Category = string | number | boolean;

/** How many categories are told apart, and what becomes of more. */
export interface CategoryOptions<I extends string> {
  /** How many categories are kept, at least 1. */
  readonly capacity: number;
  /**
   * What happens to a new category when all codes are taken: `'others'`, by default, share the code `capacity`; `'replace'`
   * gives it the code of the category that was learned longest ago.
   */
  readonly whenFull?: 'others' | 'replace';
  /** The name of the new field; the category's own by default, which is replaced. */
  readonly into?: I;
}

/** An operator that puts something made of a category's code into a field. */
export interface CategoryFeature<I extends string, V> extends Savable {
  <R extends object>(source: Observable<R>): Observable<Omit<R, I> & { readonly [K in I]: V }>;
  /** The same operator for records to learn nothing from: it gives categories that it does not know the code of others. */
  readonly reading: <R extends object>(source: Observable<R>) => Observable<Omit<R, I> & { readonly [K in I]: V }>;
}
