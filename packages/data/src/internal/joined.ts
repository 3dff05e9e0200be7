import { DataError } from '../data-error.ts';
import type { Dataset } from '../dataset.ts';
import type { Place } from '../place.ts';
import type { EpochReader, Reader, Reading } from '../reader.ts';

/** Returns what reads an epoch of a dataset by the epochs of several others. */
type ReadFromAll<T, R> = (
  sources: readonly EpochReader<T>[],
  epoch: number,
  index: number,
  place: Place | undefined,
) => Reading<R>;

/** Returns a reader whose epochs are made from those of several datasets, which must have as many epochs as each other. */
export function joined<T, R>(
  name: string,
  datasets: readonly Dataset<T>[],
  length: number | undefined,
  read: ReadFromAll<T, R>,
): Reader<R> {
  const readers = datasets.map(({ reader }) => reader);
  const counts = datasets.map(({ epochs }) => epochs);
  if (counts.some(count => count !== counts[0]))
    throw new DataError(
      name,
      'datasets must have as many epochs as each other',
      counts.join(', '),
      `Apply epochs after ${name}.`,
    );
  const epochs = counts[0];
  const live = readers.some(({ live }) => live === true);
  const reader: Reader<R> = { length, epochs, live, read: (epoch, index, place) => read(readers, epoch, index, place) };
  if (readers.every(reader => reader.openRun === undefined)) return reader;
  return { ...reader, openRun: first => runOf(readers, first, read) };
}

function runOf<T, R>(readers: readonly Reader<T>[], first: number, read: ReadFromAll<T, R>) {
  const runs = readers.map(reader => reader.openRun?.(first));
  const sources = readers.map((reader, i) => runs[i] ?? reader);
  return {
    read: (epoch: number, index: number, place?: Place) => read(sources, epoch, index, place),
    get ended() {
      return runs.every(run => run?.ended ?? true);
    },
    close() {
      for (const run of runs) run?.close();
    },
  };
}
