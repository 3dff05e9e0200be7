import { printed } from '@thalweg/tensor/engine';
import { Subject, type Subscription } from 'rxjs';
import { LogError } from '../port/log-error.ts';
import type { Log, LogEntry } from '../port/log.ts';
import { isUnreadable } from '../port/read-past.ts';
import type { EntryFilter } from './entry-filter.ts';
import type { Message } from './message.ts';
import { same } from './seal.ts';

/** The numbers of entries that may wait in a reader, and of their bytes. */
const MOST_ENTRIES = 1024;

const FIRST_ENTRIES = 32;

const MOST_BYTES = 16e6;

/** The least number of readings of a damaged payload: it may have been damaged on the way. */
const LEAST_READINGS = 3;

/** The number of readings if it differs each time. */
const MOST_READINGS = 100;

/** The latest payload of an entry, and how often it was read. */
interface Reread {
  readonly bytes: Uint8Array;
  readonly readings: number;
  /** True if the last two readings gave the same payload. */
  readonly stays: boolean;
}

/** Pulls messages from a log, and asks it for so many entries ahead that it need not be waited for. */
export class MessageReader {
  readonly #log: Log;
  readonly #topics: readonly string[];
  readonly #filter: EntryFilter;
  readonly #until: 'end' | undefined;
  #subscription: Subscription | undefined;
  #demand = new Subject<number>();
  #queue: LogEntry[] = [];
  #taken = 0;
  /** Entries that were asked for and have not come. */
  #outstanding = 0;
  /** The size of the largest payloads of late. */
  #size = MOST_BYTES / FIRST_ENTRIES;
  #ended = false;
  #error: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  /** The payloads of earlier readings, by sequence, from the damaged one on that is read again: they need fewer further readings. */
  #before = new Map<number, Reread>();

  constructor(log: Log, topics: readonly string[], filter: EntryFilter, until: 'end' | undefined) {
    this.#log = log;
    this.#topics = topics;
    this.#filter = filter;
    this.#until = until;
  }

  /** Returns the next message; `undefined` at the end; a promise of either if it has to be awaited. */
  next(): Message<unknown> | undefined | Promise<Message<unknown> | undefined> {
    if (this.#subscription === undefined && !this.#ended) this.#connect();
    for (;;) {
      const entry = this.#shift();
      if (entry === undefined) {
        if (this.#error !== undefined) {
          this.#passUnread(this.#error.error);
          if (!this.#ended) this.#connect();
          continue;
        }
        return this.#ended ? undefined : this.#awaited();
      }
      if (entry.unreadable !== undefined) {
        this.#passUnread(entry.unreadable);
        continue;
      }
      const message = this.#filter.take(entry);
      if (message === 'damaged') {
        this.#readAgain(entry);
        continue;
      }
      this.#before.delete(entry.sequence);
      if (message !== undefined) return message;
    }
  }

  /** Stops reading. A promise that is pending settles. */
  close(): void {
    this.#ended = true;
    this.#subscription?.unsubscribe();
    this.#queue = [];
    this.#taken = 0;
    this.#wakeUp();
  }

  #connect(): void {
    this.#subscription?.unsubscribe();
    this.#error = undefined;
    this.#queue = [];
    this.#taken = 0;
    this.#outstanding = 0;
    this.#demand = new Subject();
    this.#subscription = this.#log
      .read(this.#topics, this.#filter.next, { demand: this.#demand, until: this.#until, unreadable: 'emit' })
      .subscribe({
        next: entry => {
          this.#outstanding--;
          if (!isEntry(entry)) return this.#fail(noEntry(entry));
          this.#size = Math.max(entry.bytes.length, this.#size * 0.97);
          this.#queue.push(entry);
          this.#wakeUp();
        },
        error: (error: unknown) => this.#fail(error),
        complete: () => {
          this.#ended = true;
          this.#wakeUp();
        },
      });
    this.#ask();
  }

  #fail(error: unknown): void {
    this.#subscription?.unsubscribe();
    this.#error ??= { error };
    this.#wakeUp();
  }

  #shift(): LogEntry | undefined {
    if (this.#taken === this.#queue.length) return undefined;
    const entry = this.#queue[this.#taken++]!;
    if (this.#taken === this.#queue.length) {
      this.#queue = [];
      this.#taken = 0;
    }
    this.#ask();
    return entry;
  }

  /** Asks for more entries once half of those that may wait were taken. */
  #ask(): void {
    const most = Math.max(1, Math.min(MOST_ENTRIES, Math.floor(MOST_BYTES / this.#size)));
    const waiting = this.#queue.length - this.#taken + this.#outstanding;
    const more = most - waiting;
    if (waiting > most / 2) return;
    this.#outstanding += more;
    this.#demand.next(more);
  }

  /**
   * Damage in the log is the same at each reading. Damage on the way is not, so what differs is read once more. Each reading
   * counts for all entries that it gave, so that a flood of damaged ones needs few.
   */
  #readAgain(entry: LogEntry): void {
    const { readings, stays } = reread(entry, this.#before);
    if (readings >= MOST_READINGS || (stays && readings >= LEAST_READINGS)) {
      this.#before.delete(entry.sequence);
      return this.#filter.passDamaged(entry);
    }
    const given = [entry, ...this.#queue.slice(this.#taken)];
    this.#before = new Map(given.map(one => [one.sequence, reread(one, this.#before)]));
    this.#ended = false;
    this.#connect();
  }

  /** Passes over a single entry that the log cannot read, if damage is skipped. Throws all other errors. */
  #passUnread(error: unknown): void {
    if (!isUnreadable(error, this.#filter.next)) throw error;
    this.#filter.passUnread(error);
  }

  async #awaited(): Promise<Message<unknown> | undefined> {
    await new Promise<void>(resolve => (this.#wake = resolve));
    return this.next();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** Returns an entry as a further reading of those before. */
function reread({ sequence, bytes }: LogEntry, before: ReadonlyMap<number, Reread>): Reread {
  const last = before.get(sequence);
  if (last === undefined) return { bytes, readings: 1, stays: false };
  return { bytes, readings: last.readings + 1, stays: same(last.bytes, bytes) };
}

/** True if a log gave what the port asks for. */
function isEntry(entry: unknown): boolean {
  const { sequence, bytes } = (entry ?? {}) as Partial<LogEntry>;
  return typeof sequence === 'number' && bytes instanceof Uint8Array;
}

function noEntry(entry: unknown): LogError {
  return new LogError(
    'invalid',
    'readTopic',
    'a log must give entries with a sequence and bytes',
    printed(entry),
    'Let Log.read emit objects such as { topic, sequence: 1, time, bytes }.',
  );
}

/** Checks options of reading. Throws {@link LogError}. */
export function checkReadOptions(
  subject: string,
  { until, onDamaged }: { readonly until: unknown; readonly onDamaged: unknown },
): void {
  if (until !== undefined && until !== 'end')
    throw new LogError('invalid', subject, "until must be 'end' or left out", printed(until), "Try 'end'.");
  if (onDamaged !== 'error' && onDamaged !== 'skip')
    throw new LogError('invalid', subject, "onDamaged must be 'error' or 'skip'", printed(onDamaged), "Try 'skip'.");
}
