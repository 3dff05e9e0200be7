import { map, type Dataset, type Position } from '@thalweg/data';
import type { Savable } from '@thalweg/train';
import { consume } from '@thalweg/train/engine';
import { Observable, Subject } from 'rxjs';
import { KeptState } from '../state/kept-state.ts';

/** A dataset as a stream that keeps its place. */
export interface Paced<T> extends Observable<T>, Savable {
  /**
   * Emits after each record, when all that follows from it at once is done: between two records every part of a pipeline is
   * in step, so here is the place to take a snapshot of it. `step` counts the records delivered, over all runs.
   */
  readonly delivered: Observable<{ readonly step: number }>;
}

/** Options of {@link paced}. */
export interface PacedOptions {
  /** The event loop gets a turn after so many milliseconds, 8 by default; never if `Infinity`. */
  readonly sliceMs?: number;
}

/**
 * Pushes the records of a dataset one after another, for pipelines of operators that a dataset knows nothing of. It lets the
 * event loop turn, and its place is a part of a snapshot: after `restore` the next subscription goes on with the record
 * after the last one delivered.
 *
 * - **Stream errors** those of the dataset
 *
 * @example
 * const mails$ = paced(mails);
 * const parts = { mails$, scale, learn, auc };
 * mails$.delivered.subscribe(({ step }) => step % 1000 === 0 && keep(snapshot(parts)));
 */
export function paced<T>(dataset: Dataset<T>, { sliceMs = 8 }: PacedOptions = {}): Paced<T> {
  const place = new KeptState<Place>({ name: 'paced', initial: () => ({ epoch: 0, index: 0, step: 0 }) });
  const delivered = new Subject<{ readonly step: number }>();
  // Whoever is pushed a record may keep it: none is written over, as a mapped one never is.
  const records = dataset.pipe(map((record: T) => record)) as Dataset<T>;
  const source = new Observable<T>(subscriber => {
    const { epoch, index } = place.now;
    consume(records, subscriber, {
      sliceMs,
      start: { epoch, index },
      take: (record, cursor, done) => {
        const now = place.now;
        ({ epoch: now.epoch, index: now.index } = cursor!.position);
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
    save: () => place.save(),
    prepare: (saved: Parameters<Savable['prepare']>[0]) => place.prepare(saved),
  });
}

/** Where a reading stands. */
type Place = { -readonly [K in keyof Position]: Position[K] } & { step: number };
