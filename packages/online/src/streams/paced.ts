import { DataError, Dataset, map, type SourceOffset, type Offset } from '@thalweg/data';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Savable } from '@thalweg/train';
import { consume } from '@thalweg/train/engine';
import { Observable, Subject } from 'rxjs';
import { KeptState } from '../state/kept-state.ts';

/** A dataset as a stream whose offset a snapshot keeps. */
export interface Paced<T> extends Observable<T>, Savable {
  /**
   * Emits after each record, when its synchronous effects are complete. Between two records all parts of a pipeline are
   * consistent, so this is the moment for a snapshot. `step` counts the delivered records over all runs.
   */
  readonly delivered: Observable<{ readonly step: number }>;
}

/** Options of {@link paced}. */
export interface PacedOptions {
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
}

/**
 * Pushes the records of a dataset one after another, for pipelines of ordinary RxJS operators. The event loop gets its turns,
 * and the offset is part of a snapshot: after `restore` the next subscription continues after the last record delivered.
 *
 * - **Throws** `DataError` for a source that is no dataset
 * - **Stream errors** those of the dataset
 *
 * @example
 * const mails$ = paced(mails);
 * const parts = { mails$, scale, learn, auc };
 * mails$.delivered.subscribe(({ step }) => step % 1000 === 0 && keep(snapshot(parts)));
 */
export function paced<T>(dataset: Dataset<T>, options?: PacedOptions): Paced<T> {
  const { sliceMs } = optionsOf('paced', options, { sliceMs: 8 });
  if (!((dataset as unknown) instanceof Dataset))
    throw new DataError('paced', 'the source must be a dataset', printed(dataset), 'Try fromIterable.');
  const kept = new KeptState<Pace>({
    name: 'paced',
    initial: () => ({ offset: { epoch: 0, index: 0 }, step: 0 }),
    write: ({ offset: { epoch, index, place }, step }) => ({
      epoch,
      index,
      step,
      place: JSON.stringify(place ?? null),
    }),
    read: (data: Written) => paceOf(data, JSON.parse(data.place) as SourceOffset),
    readEarlier: (data: Written | Omit<Written, 'place'>) => ('place' in data ? undefined : paceOf(data, null)),
    check: ({ offset: { epoch, index }, step }, is) => is.counts({ epoch, index, step }),
  });
  const delivered = new Subject<{ readonly step: number }>();
  // A subscriber may keep a record: a mapped record is never overwritten.
  const records = dataset.pipe(map((record: T) => record)) as Dataset<T>;
  const source = new Observable<T>(subscriber => {
    consume(records, subscriber, {
      sliceMs,
      start: kept.now.offset,
      take: (record, iterator, done) => {
        const { now } = kept;
        now.offset = iterator!.offset;
        now.step++;
        subscriber.next(record);
        if (delivered.observed) delivered.next({ step: now.step });
        done();
      },
      end: () => subscriber.complete(),
    });
  });
  return Object.assign(source, {
    delivered: delivered.asObservable(),
    save: () => kept.save(),
    prepare: (...given: Parameters<Savable['prepare']>) => kept.prepare(...given),
  });
}

/** The offset in the dataset, and the number of records delivered. */
interface Pace {
  offset: Offset;
  step: number;
}

/** A pace as it is saved; the offset of the source is JSON, which earlier versions did not save. */
interface Written {
  readonly epoch: number;
  readonly index: number;
  readonly step: number;
  readonly place: string;
}

function paceOf({ epoch, index, step }: Omit<Written, 'place'>, place: SourceOffset): Pace {
  return { offset: place === null ? { epoch, index } : { epoch, index, place }, step };
}
