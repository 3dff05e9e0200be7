import type { Observable } from 'rxjs';
import type { Dataset } from './dataset.ts';

/** The type of the items that an observable emits. */
export type ItemOf<S> = S extends Observable<infer T> ? T : never;

/** A source of items `T` like `S`: a dataset if `S` is a dataset, else an observable. */
// oxlint-disable-next-line typescript/no-explicit-any -- a dataset of whatever
export type SourceLike<S, T> = S extends Dataset<any> ? Dataset<T> : Observable<T>;

/** A source of items `T` like all of `S`: a dataset if all of them are datasets, else an observable. */
export type SourcesLike<S extends readonly Observable<unknown>[], T> =
  // oxlint-disable-next-line typescript/no-explicit-any -- datasets of whatever
  S extends readonly Dataset<any>[] ? Dataset<T> : Observable<T>;
