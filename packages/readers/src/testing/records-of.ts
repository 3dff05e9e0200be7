import type { Cursor, Dataset, Position } from '@thalweg/data';

/** Returns the records of one run of a dataset. */
export async function recordsOf<T>(dataset: Dataset<T>, position?: Position): Promise<T[]> {
  const records: T[] = [];
  const cursor = dataset.open(position);
  try {
    for (let record; (record = await cursor.next()) !== undefined;) records.push(record);
    return records;
  } finally {
    cursor.close();
  }
}

/** Returns a cursor after `count` records. */
export async function cursorAfter<T>(dataset: Dataset<T>, count: number): Promise<Cursor<T>> {
  const cursor = dataset.open();
  for (let i = 0; i < count; i++) await cursor.next();
  return cursor;
}
