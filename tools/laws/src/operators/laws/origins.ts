import { fromIterable } from '@thalweg/data';
import { from, type Observable } from 'rxjs';
import type { OperatorRow } from './operator-row.ts';

/** Where items come from. */
export interface Origin {
  readonly name: string;
  readonly of: <T>(items: readonly T[]) => Observable<T>;
  /** Whether it is a dataset. */
  readonly dataset: boolean;
}

const rows: Origin = { name: 'rows of a dataset', of: items => fromIterable([...items]), dataset: true };

const all: readonly Origin[] = [
  rows,
  { name: 'a dataset read from front to back', of: items => fromIterable(() => items), dataset: true },
  { name: 'any other observable', of: items => from(items), dataset: false },
];

/** The origins that a row's operator takes. */
export function originsOf<T>({ datasetsOnly = false }: OperatorRow<T>): readonly Origin[] {
  return datasetsOnly ? [rows] : all;
}

/** The first items of a row. */
export function itemsOf<T>({ item }: OperatorRow<T>, count: number): T[] {
  return Array.from({ length: count }, (_, number) => item(number));
}
