import type { Subscriber } from 'rxjs';
import type { LogEntry } from '../port/log.ts';
import type { TopicEntries } from './topic-entries.ts';

/** One subscription that reads entries of some topics in their common order. */
export class EntryReading {
  readonly #subscriber: Subscriber<LogEntry>;
  readonly #topics: readonly TopicEntries[];
  readonly #last: number;
  #next: number;
  #allowed: number;
  #going = false;

  constructor(
    subscriber: Subscriber<LogEntry>,
    topics: readonly TopicEntries[],
    from: number,
    last: number,
    allowed: number,
  ) {
    this.#subscriber = subscriber;
    this.#topics = topics;
    this.#next = from;
    this.#last = last;
    this.#allowed = allowed;
  }

  /** Allows so many more entries. */
  allow(count: number): void {
    this.#allowed += count;
    this.go();
  }

  /** Emits what is there and allowed. A subscriber that appends or allows more in between is served by the loop under way. */
  go(): void {
    if (this.#going) return;
    this.#going = true;
    try {
      while (!this.#subscriber.closed && this.#step());
    } catch (error) {
      this.#subscriber.error(error);
    } finally {
      this.#going = false;
    }
  }

  /** Emits one entry, or completes. Returns false if there is nothing to do for now. */
  #step(): boolean {
    const entry = this.#first();
    if (this.#last !== Infinity && (entry?.sequence ?? Infinity) > this.#last) return this.#end();
    if (entry === undefined || this.#allowed <= 0) return false;
    this.#allowed--;
    this.#next = entry.sequence + 1;
    this.#subscriber.next(entry);
    return true;
  }

  #end(): false {
    this.#subscriber.complete();
    return false;
  }

  #first(): LogEntry | undefined {
    let first: LogEntry | undefined;
    for (const topic of this.#topics) {
      const entry = topic.from(this.#next);
      if (entry !== undefined && (first === undefined || entry.sequence < first.sequence)) first = entry;
    }
    return first;
  }
}
