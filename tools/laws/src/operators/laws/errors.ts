import { fromIterable } from '@thalweg/data';
import { concat, from, throwError, type Observable } from 'rxjs';
import { expect } from 'vitest';
import type { Operator, OperatorRow } from './operator-row.ts';
import { itemsOf, originsOf } from './origins.ts';
import { settled, told } from './told.ts';

const broken = new Error('broken');

/** It passes an error of its source on, once, and nothing after it. */
export async function passesErrorsOn<T>(row: OperatorRow<T>): Promise<void> {
  for (const count of [0, 1]) {
    const items = itemsOf(row, count);
    const pushed$ = concat(from(items), throwError(() => broken)); // prettier-ignore
    const pulled$ = fromIterable(function* () {
      yield* items;
      throw broken;
    });
    for (const source$ of [pushed$, pulled$] as Observable<T>[]) {
      const log = await settled(row, told(row, row.make()(source$)));
      expect(log).toMatchObject({ errors: [broken], completions: 0 });
      expect(log.items.length).toBeLessThanOrEqual(count);
    }
  }
}

/** What its function throws is an error of the stream. */
export async function streamsWhatIsThrown<T>(
  row: OperatorRow<T>,
  throwing: (error: Error) => Operator<T>,
): Promise<void> {
  for (const { of } of originsOf(row)) {
    const log = await settled(row, told(row, throwing(broken)(of(itemsOf(row, 3)))));
    expect(log).toMatchObject({ items: [], errors: [broken], completions: 0 });
  }
}
