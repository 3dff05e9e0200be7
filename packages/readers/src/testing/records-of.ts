import type { DatasetIterator, Dataset, Offset } from '@thalweg/data';

/** Returns the records of one run of a dataset. */
export async function recordsOf<T>(dataset: Dataset<T>, offset?: Offset): Promise<T[]> {
  const records: T[] = [];
  const iterator = dataset.open(offset);
  try {
    for (let record; (record = await iterator.next()) !== undefined;) records.push(record);
    return records;
  } finally {
    iterator.close();
  }
}

/** Returns an iterator after `count` records. */
export async function iteratorAfter<T>(dataset: Dataset<T>, count: number): Promise<DatasetIterator<T>> {
  const iterator = dataset.open();
  for (let i = 0; i < count; i++) await iterator.next();
  return iterator;
}
