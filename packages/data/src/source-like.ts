import type { Observable } from 'rxjs';
import type { Dataset } from './dataset.ts';

/** What an observable emits. */
export type ItemOf<S> = S extends Observable<infer T> ? T : never;

/** What an operator makes of `S`: a dataset of a dataset, an observable of any other observable. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a dataset of whatever
export type SourceLike<S, T> = S extends Dataset<any> ? Dataset<T> : Observable<T>;
