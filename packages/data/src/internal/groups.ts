import { Observable } from 'rxjs';
import type { EpochReader, Reading } from '../reader.ts';
import { connected } from './connected.ts';
import { pullWhile } from './pull-while.ts';
import type { SourcePlace } from './source-place.ts';

/** Successive records, and the number of the first one in its epoch. */
export interface Group<T> {
  readonly records: readonly T[];
  readonly first: number;
}

/** The number of records in a group, and the number from which on the last group is one. */
export interface GroupSizes {
  readonly size: number;
  readonly full: number;
}

/** Reads groups of successive records from one of them on. */
export function groupsFrom<T>(
  source: EpochReader<T>,
  epoch: number,
  from: SourcePlace,
  { size, full }: GroupSizes,
): Reading<Group<T>> {
  let { index, place } = from;
  if (index === Infinity) return { next: () => undefined };
  const reading = source.read(epoch, index, place ?? undefined);
  return {
    next() {
      const records: T[] = [];
      const group = (): Group<T> | undefined => {
        if (records.length < full) return undefined;
        const first = index;
        index += records.length;
        place = reading.place?.() ?? null;
        return { records, first };
      };
      const awaited = pullWhile(reading, record => record !== undefined && records.push(record) < size);
      return awaited === undefined ? group() : awaited.then(group);
    },
    place: () => (place === null ? undefined : { index, place }),
    close: () => reading.close?.(),
  };
}

/** Groups of successive records of a stream. */
export function groupsOf<T>(source: Observable<T>, { size, full }: GroupSizes): Observable<Group<T>> {
  return new Observable(subscriber => {
    let records: T[] = [];
    let first = 0;
    const flush = (): void => {
      const group = { records, first };
      records = [];
      first += group.records.length;
      if (group.records.length >= full) subscriber.next(group);
    };
    connected(source, subscriber, {
      next: record => {
        if (records.push(record) === size) flush();
      },
      complete: () => {
        flush();
        subscriber.complete();
      },
    });
  });
}
