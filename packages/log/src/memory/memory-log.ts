import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable, Subject, type Subscriber } from 'rxjs';
import { checkAppend, checkName, checkRead, checkSwap } from '../port/check-arguments.ts';
import { LogError } from '../port/log-error.ts';
import type { AppendOptions, Log, LogEntry, ReadOptions, VersionedValue } from '../port/log.ts';
import { checkEpoch, trimmed } from '../port/epochs.ts';

/** Options of {@link memoryLog}. */
export interface MemoryLogOptions {
  /** The number of entries that a topic keeps, all by default. */
  readonly keep?: number;
}

/**
 * Returns a log in the memory of this process: for tests, for one process, and as what a page or a main process serves to its
 * workers. It remembers the id of each entry that it keeps.
 *
 * - **Throws** {@link LogError} for a `keep` that is no whole number of at least 1
 *
 * @example
 * const log = memoryLog();
 * await log.append('greetings', new TextEncoder().encode('hello')) // => 1
 */
export function memoryLog(options?: MemoryLogOptions): Log {
  const { keep } = optionsOf('memoryLog', options, { keep: Infinity });
  if (keep !== Infinity && !(Number.isSafeInteger(keep) && keep >= 1))
    throw new LogError(
      'invalid',
      'memoryLog',
      'keep must be a whole number of at least 1',
      printed(keep),
      'Try 100_000.',
    );
  return new MemoryLog(keep);
}

class MemoryLog implements Log {
  readonly #keep: number;
  readonly #topics = new Map<string, TopicEntries>();
  readonly #keys = new Map<string, VersionedValue>();
  /** Emits the topic of each new entry. */
  readonly #appended = new Subject<string>();
  /** Emits each key that was written. */
  readonly #written = new Subject<string>();
  #last = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  // Async functions, so that what is wrong with the arguments rejects.

  async append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    const { id, epoch } = checkAppend('append', topic, bytes, options);
    const entries = this.#entries(topic);
    const known = entries.sequenceOf(id);
    if (known !== undefined) return known;
    entries.checkEpoch(topic, epoch);
    const sequence = ++this.#last;
    entries.add({ topic, sequence, time: Date.now(), bytes: new Uint8Array(bytes) }, id);
    this.#appended.next(topic);
    return sequence;
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    const { topics: names, demand, until } = checkRead('read', topics, from, options);
    return new Observable(subscriber => {
      const sources = names.map(name => this.#entries(name));
      const last = until === 'end' ? this.#last : Infinity;
      const entries = new MemoryEntryStream(subscriber, sources, from, last, demand === undefined ? Infinity : 0);
      subscriber.add(this.#appended.subscribe(topic => names.includes(topic) && entries.go()));
      subscriber.add(
        demand?.subscribe({ next: count => entries.allow(count), error: error => subscriber.error(error) }),
      );
      entries.go();
    });
  }

  async swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    checkSwap('swap', key, expected, bytes);
    const { version } = this.#keys.get(key) ?? { version: 0 };
    if (version !== expected) return undefined;
    this.#keys.set(key, { version: version + 1, bytes: new Uint8Array(bytes) });
    this.#written.next(key);
    return version + 1;
  }

  watch(key: string): Observable<VersionedValue> {
    checkName('watch', 'key', key);
    return new Observable(subscriber => {
      let seen = 0;
      const emit = (): void => {
        const value = this.#keys.get(key);
        if (value === undefined || value.version <= seen) return;
        seen = value.version;
        subscriber.next(value);
      };
      subscriber.add(this.#written.subscribe(written => written === key && emit()));
      emit();
    });
  }

  #entries(topic: string): TopicEntries {
    let entries = this.#topics.get(topic);
    if (entries === undefined) this.#topics.set(topic, (entries = new TopicEntries(this.#keep)));
    return entries;
  }
}

/** One subscription that reads entries of some topics in their common order. */
class MemoryEntryStream {
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

/** The entries that a topic keeps, in order, with what it remembers of their writers. */
class TopicEntries {
  readonly #keep: number;
  readonly #sequences = new Map<string, number>();
  #entries: LogEntry[] = [];
  #ids: (string | undefined)[] = [];
  #epoch = 0;
  /** The sequence of the last entry that is no longer kept; 0 if all are. */
  #dropped = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Returns the sequence of the entry with an id, if it is known. */
  sequenceOf(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.#sequences.get(id);
  }

  /** Notes an epoch. Throws {@link LogError} if a larger one has written, or if it is too far above that. */
  checkEpoch(topic: string, epoch: number | undefined): void {
    if (epoch === undefined) return;
    checkEpoch(topic, epoch, this.#epoch);
    this.#epoch = epoch;
  }

  add(entry: LogEntry, id: string | undefined): void {
    this.#entries.push(entry);
    this.#ids.push(id);
    if (id !== undefined) this.#sequences.set(id, entry.sequence);
    // Half of them at once, so that an entry costs the same on average whatever is kept.
    if (this.#entries.length >= 2 * this.#keep) this.#drop(this.#entries.length - this.#keep);
  }

  /** Returns the first entry from a sequence on, if there is one. Throws {@link LogError} if some from there on were dropped. */
  from(sequence: number): LogEntry | undefined {
    if (sequence > 0 && sequence <= this.#dropped) throw trimmed(sequence, this.#dropped + 1);
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]!.sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low];
  }

  #drop(count: number): void {
    this.#dropped = this.#entries[count - 1]!.sequence;
    for (const id of this.#ids.slice(0, count)) if (id !== undefined) this.#sequences.delete(id);
    this.#entries = this.#entries.slice(count);
    this.#ids = this.#ids.slice(count);
  }
}
