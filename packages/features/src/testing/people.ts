import type { Observable } from 'rxjs';

/** A record of the tests. */
export interface Person {
  readonly age: number;
  readonly city: string | null;
  readonly late: number;
}

/** Four records with a tie and a missing city. */
export const people: readonly Person[] = [
  { age: 20, city: 'Rome', late: 1 },
  { age: 40, city: 'Graz', late: 0 },
  { age: 60, city: 'Rome', late: 1 },
  { age: 40, city: null, late: 0 },
];

/** The values of a field of each record, features by default. */
export function rowsOf(source: Observable<object>, name = 'features'): number[][] {
  const rows: number[][] = [];
  source.subscribe(record => rows.push([...(record as Record<string, Float32Array>)[name]!]));
  return rows;
}
