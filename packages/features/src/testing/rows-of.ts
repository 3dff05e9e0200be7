import type { Observable } from 'rxjs';

/** The values of a field of each record, features by default. */
export function rowsOf(source: Observable<object>, name = 'features'): number[][] {
  const rows: number[][] = [];
  source.subscribe(record => rows.push([...(record as Record<string, Float32Array>)[name]!]));
  return rows;
}
