import { fromIterable, Dataset, epochs, type DatasetIterator, type Offset } from '@thalweg/data';
import { Subject } from 'rxjs';
import type { Apply } from './rxjs-operators.ts';

/** Records in an epoch. */
export const RECORDS = 12;

/** Returns the numbers from 1, those of a later epoch raised by 100, and how many of them were read. */
export function numbers(count: number): { readonly data: Dataset<number>; readonly read: () => number } {
  let read = 0;
  const data = fromIterable(function* (epoch) {
    for (let number = 1; number <= count; number++) {
      read = number;
      yield 100 * epoch + number;
    }
  });
  return { data, read: () => read };
}

/** Returns the items that a cursor has left. */
export async function restOf<T>(iterator: DatasetIterator<T>): Promise<T[]> {
  const items: T[] = [];
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(item);
  return items;
}

/** True if the operators make a dataset of a dataset. */
export const staysPulled = (apply: Apply): boolean => apply(numbers(1).data) instanceof Dataset;

/** Returns `as needed` if no more records are read for the first item than it takes to get it from a Subject. */
export async function demandOf(apply: Apply): Promise<string> {
  const count = 100;
  const number$ = new Subject<number>();
  let pushed = 0;
  let first: number | undefined;
  apply(number$).subscribe({ next: () => (first ??= pushed), error: () => (first ??= pushed) });
  while (first === undefined && pushed < count) number$.next(++pushed);
  number$.complete();
  const needed = first ?? 1;
  const never = first === undefined;
  const { data, read } = numbers(count);
  const iterator = (apply(data) as Dataset<unknown>).open();
  await iterator.next();
  iterator.close();
  return never || read() > Math.max(needed, 1) ? 'up to 16 a turn' : 'as needed';
}

/** True if a reading resumed after any number of items goes on with exactly the items that follow. Each one applies the operators anew. */
async function resumes(make: () => Dataset<unknown>, start: Offset): Promise<boolean> {
  const all = await restOf(make().open(start));
  for (let taken = 0; taken <= all.length; taken++) {
    const iterator = make().open(start);
    for (let item = 0; item < taken; item++) await iterator.next();
    const { offset } = iterator;
    iterator.close();
    if (JSON.stringify(await restOf(make().open(offset))) !== JSON.stringify(all.slice(taken))) return false;
  }
  return true;
}

/** True if a reading is resumed exactly when `epochs` comes after the operators. */
export const resumesInEpochs = (apply: Apply): Promise<boolean> =>
  resumes(() => (apply(numbers(RECORDS).data) as Dataset<unknown>).pipe(epochs(2)), { epoch: 0, index: 0 });

/** True if a reading is resumed exactly when `epochs` comes before the operators. */
export const resumesAcrossEpochs = (apply: Apply): Promise<boolean> =>
  resumes(() => apply(numbers(RECORDS).data.pipe(epochs(2))) as Dataset<unknown>, { epoch: 0, index: 0 });
