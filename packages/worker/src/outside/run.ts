import { DataError } from '@thalweg/data';
import type { Observable, Subscriber } from 'rxjs';
import type { RecordPosition, ReportMessage } from '../wire/protocol.ts';
import { Packing, unpacked } from '../wire/packed.ts';
import { demandedRecords, type DemandedRecords } from './demanded-records.ts';
import type { Journal } from './journal.ts';

/** Options of {@link Run}. */
export interface RunOptions {
  /** The records; undefined for a worker with its own data. */
  readonly source: Observable<unknown> | undefined;
  readonly subscriber: Subscriber<unknown>;
  readonly journal: Journal;
  readonly transfer: boolean;
}

/** One subscription to the steps of a training: it draws records as there is room for them, and emits step records once. */
export class Run {
  readonly subscriber: Subscriber<unknown>;
  /** The number of records that were drawn, and of step records that were emitted. */
  drawn = 0;
  emitted = 0;
  readonly #options: RunOptions;
  #records: DemandedRecords | undefined;
  #isDue = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.subscriber = options.subscriber;
  }

  /** The worker reads records from a position on. */
  begin(from: RecordPosition): void {
    if (this.#records !== undefined) return this.draw();
    const { source, journal, subscriber } = this.#options;
    if (source === undefined) throw needsRecords();
    this.#records = demandedRecords(source, from, {
      record: (record, at) => {
        this.#take(record, at);
      },
      end: () => {
        journal.complete();
        this.#sendSoon();
      },
      error: error => subscriber.error(error),
    });
    this.draw();
  }

  /** Draws as many records as there is room for. */
  draw(): void {
    this.#options.journal.send();
    this.#records?.allow(this.#options.journal.room);
  }

  /** Emits the step records of a report that were not emitted before. Returns true if there is one. */
  report({ first, steps }: ReportMessage): boolean {
    const before = this.emitted;
    const records = unpacked(steps) as readonly unknown[];
    for (let i = Math.max(0, this.emitted + 1 - first); i < records.length; i++) {
      if (this.subscriber.closed) return false;
      this.emitted = first + i;
      this.subscriber.next(records[i]);
    }
    return this.emitted > before;
  }

  close(): void {
    this.#records?.close();
  }

  #take(record: unknown, at: RecordPosition): void {
    const { journal, transfer } = this.#options;
    const packing = new Packing({ transfer });
    journal.record(at, packing.pack(record), packing.buffers);
    this.drawn++;
    this.#sendSoon();
  }

  /** Records that come together go in one message. */
  #sendSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void Promise.resolve().then(() => {
      this.#isDue = false;
      try {
        if (!this.subscriber.closed) this.#options.journal.send();
      } catch (cause) {
        this.subscriber.error(notData(cause));
      }
    });
  }
}

function needsRecords(): DataError {
  return new DataError(
    'steps$',
    'a training that reads records must get some',
    'no source',
    'Write source.pipe(training.learn()).',
  );
}

/** The error for a record that cannot be copied. */
export function notData(cause: unknown): DataError {
  return new DataError(
    'learn',
    'a record must be data that can be copied',
    String(cause),
    'Leave functions and other objects out of it.',
  );
}
