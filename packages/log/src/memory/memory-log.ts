import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable, Subject } from 'rxjs';
import { checkAppend, checkName, checkRead, checkSwap } from '../port/check-arguments.ts';
import type { AppendOptions, Log, LogEntry, ReadOptions, VersionedValue } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { TopicEntries } from './topic-entries.ts';
import { EntryReading } from './entry-reading.ts';

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
      const reading = new EntryReading(subscriber, sources, from, last, demand === undefined ? Infinity : 0);
      subscriber.add(this.#appended.subscribe(topic => names.includes(topic) && reading.go()));
      subscriber.add(
        demand?.subscribe({ next: count => reading.allow(count), error: error => subscriber.error(error) }),
      );
      reading.go();
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
