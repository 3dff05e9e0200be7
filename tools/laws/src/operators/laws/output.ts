import { DataError, Dataset } from '@thalweg/data';
import { Subject, tap, type Observable } from 'rxjs';
import { expect } from 'vitest';
import type { OperatorRow } from './operator-row.ts';
import { itemsOf, originsOf, type Origin } from './origins.ts';
import { heard, settled, told, type Told } from './told.ts';

/** Holds what came against what should have, in its order where there is one. */
function expectItems<T>({ anyOrder = false }: OperatorRow<T>, { items }: Told, wanted: readonly unknown[]): void {
  const order = (list: readonly unknown[]): unknown[] => (anyOrder ? [...list].sort() : [...list]);
  expect(order(items)).toEqual(order(wanted));
}

/** It gives of so many items what its oracle says, and completes once; of an empty dataset an error, if it needs items. */
export async function givesWhatItShould<T>(row: OperatorRow<T>, origin: Origin, count: number): Promise<void> {
  const items = itemsOf(row, count);
  const log = await settled(row, told(row, row.make()(origin.of(items))));
  if (count === 0 && origin.dataset && row.needsItems === true) {
    expect(log).toMatchObject({ items: [], completions: 0, errors: [expect.any(DataError)] });
    return;
  }
  expect(log).toMatchObject({ errors: [], completions: 1 });
  expectItems(row, log, row.oracle(items));
}

/** A second subscription gives what the row says. */
export async function subscribesAgain<T>(row: OperatorRow<T>, origin: Origin): Promise<void> {
  const items = itemsOf(row, 5);
  const stream$ = row.make()(origin.of(items));
  const first = await settled(row, told(row, stream$));
  const second = await settled(row, told(row, stream$));
  const { again } = row;
  if (typeof again === 'object') {
    expect(second).toMatchObject({ items: [], completions: 0, errors: [expect.any(Error)] });
    expect(String(second.errors[0])).toContain(again.fails);
    return;
  }
  expect(second).toMatchObject({ errors: [], completions: 1 });
  if (again === undefined) expect(second.items).toEqual(first.items);
  else expectItems(row, second, again(items));
}

/** A subscriber that feeds the source while it is told gets everything, in the order in which it went in. */
export async function keepsItsOrder<T>(row: OperatorRow<T>): Promise<void> {
  const source$ = new Subject<T>();
  const [a, b, c, d] = itemsOf(row, 4) as [T, T, T, T];
  const entered: T[] = [];
  const entering$: Observable<T> = source$.pipe(tap(item => entered.push(item)));
  const log = told(row, row.make()(entering$), ({ items }) => {
    if (items.length === 1) [c, d].forEach(item => source$.next(item));
  });
  [a, b].forEach(item => source$.next(item));
  await heard(row, log);
  source$.complete();
  await settled(row, log);
  expect(log).toMatchObject({ errors: [], completions: 1 });
  expectItems(row, log, (row.readOnce ?? row.oracle)(entered));
}

/** It gives datasets of datasets, or never. */
export function mapsDatasets<T>(row: OperatorRow<T>): void {
  const items = itemsOf(row, 2);
  for (const { of, dataset } of originsOf(row))
    expect(row.make()(of(items)) instanceof Dataset).toBe(dataset && row.mapsDatasets === true);
}
