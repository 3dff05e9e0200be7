import { bytesToHex } from '@noble/hashes/utils.js';
import { now } from '@thalweg/data/engine';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { firstValueFrom, of, timer } from 'rxjs';
import { LARGEST_EPOCH } from '../port/epochs.ts';
import { LogError } from '../port/log-error.ts';
import type { Log } from '../port/log.ts';
import { same, Sealer } from './seal.ts';
import { COUNT_WINDOW } from './topic-progress.ts';
import type { Topic } from './topic.ts';

/** Options of {@link topicWriter}. */
export interface TopicWriterOptions {
  /** The name of the writer: no two writers of a topic may have the same one at a time. */
  readonly producer: string;
  /** The number of the term that the writer belongs to, 0 by default: once a larger one has written, its values are dropped. */
  readonly epoch?: number;
  /** The count of the next value, 1 by default. A writer that goes on after a restart must not reuse counts for other values. */
  readonly next?: number;
  /** True to read each entry back, and to write it again if the log has other bytes. It doubles the time. */
  readonly verify?: boolean;
  /** Milliseconds for which a write is tried again while the log is unavailable, 30,000 by default. */
  readonly patience?: number;
}

/** Writes the values of one producer to a topic. */
export interface TopicWriter<T> {
  /**
   * Writes a value and returns its sequence. The value counts once for each reader, however often the write was repeated: by
   * the writer, after a connection was lost, or by the caller with the same `count`. At most 1,024 are under way; more wait.
   * Values are stored in the order of the calls, unless the log was unavailable for longer than one write of it waits.
   *
   * - **Rejects** with `LogError` if a larger epoch has written, if the log stays unavailable, or `'invalid'` for a value that is
   *   repeated after more than 1,024 later ones were stored. In a topic that is sealed with
   *   a key, readers drop what an ended epoch writes, and nothing rejects
   */
  append(value: T, options?: { readonly count?: number }): Promise<number>;
  /** The count of the next value. */
  readonly next: number;
}

/** The bytes of a keyed seal that make the id of an entry. */
const ID_BYTES = 16;

/** Milliseconds before a write is tried again: the first time, and at most. */
const FIRST_PAUSE = 20;

const LONGEST_PAUSE = 1000;

/**
 * Returns a writer of values to a topic. Each is sealed: its producer, its count, its epoch and a SHA-256 of all of it go with it,
 * so that readers know what came twice and what is damaged.
 *
 * - **Throws** `LogError` for a producer that is no name, for counts or epochs that are no whole numbers, and
 *   for a patience that is no time
 *
 * @example
 * const writer = topicWriter(log, payments, { producer: 'till-3' });
 * await writer.append({ amount: 12.5 });
 */
export function topicWriter<T>(log: Log, topic: Topic<T>, options: TopicWriterOptions): TopicWriter<T> {
  const checked = optionsOf('topicWriter', options, {
    producer: undefined,
    epoch: 0,
    next: 1,
    verify: false,
    patience: 30_000,
  });
  checkWriter(checked);
  return new SealedWriter(log, topic, checked);
}

class SealedWriter<T> implements TopicWriter<T> {
  readonly #log: Log;
  readonly #topic: Topic<T>;
  readonly #options: Required<TopicWriterOptions>;
  readonly #sealer: Sealer;
  /** For each of the newest writes, a promise that it and all before it are done. */
  readonly #done: Promise<void>[] = [];
  /** The latest write of each count that is under way, or has failed just now, so that its caller may repeat it. */
  readonly #latest = new Map<number, Promise<number>>();
  /** The largest count that was stored, and its sequence. */
  #newest = { count: 0, sequence: 0 };
  next: number;

  constructor(log: Log, topic: Topic<T>, options: Required<TopicWriterOptions>) {
    this.#log = log;
    this.#topic = topic;
    this.#options = options;
    this.#sealer = new Sealer(topic.name, options.producer, options.epoch, topic.seal);
    this.next = options.next;
  }

  async append(value: T, options?: { readonly count?: number }): Promise<number> {
    const { count } = optionsOf('append', options, { count: this.next });
    checkCount('count', count, 1);
    const payload = this.#sealer.seal(count, this.#topic.codec.encode(value));
    this.next = Math.max(this.next, count + 1);
    return this.#inTurn(count, () => this.#write(count, payload));
  }

  /**
   * Keeps a write behind those that readers would take for duplicates if they came after it. A value that is repeated as soon
   * as it failed keeps its place.
   */
  #inTurn(count: number, write: () => Promise<number>): Promise<number> {
    const isRepeated = this.#latest.has(count);
    const before = isRepeated || this.#done.length < COUNT_WINDOW ? undefined : this.#done.shift();
    const written = before === undefined ? write() : before.then(write);
    this.#latest.set(count, written);
    if (isRepeated) return written;
    const ended = written.then(
      () => void this.#latest.delete(count),
      () => this.#repeated(count, written),
    );
    this.#done.push(Promise.all([this.#done.at(-1), ended]).then(() => undefined));
    return written;
  }

  /** Fulfils once a value that failed is stored, or is not repeated by the next turn of the event loop. */
  async #repeated(count: number, failed: Promise<number>): Promise<void> {
    for (let last = failed, again; ; last = again) {
      await firstValueFrom(timer(0));
      again = this.#latest.get(count)!;
      if (again === last || (await isStored(again))) break;
    }
    this.#latest.delete(count);
  }

  async #write(count: number, payload: Uint8Array): Promise<number> {
    // Who has no key must not take the id of an entry before it is written.
    const id =
      this.#topic.seal === undefined ? `${this.#options.producer}/${count}` : bytesToHex(payload.subarray(0, ID_BYTES));
    for (let attempt = 1; ; attempt++) {
      const sequence = await this.#stored(payload, attempt === 1 ? id : `${id}#${attempt}`);
      if (this.#options.verify && !(await this.#holds(sequence, payload))) continue;
      this.#checkInTime(count, sequence);
      return sequence;
    }
  }

  /** Throws {@link LogError} for a value that came to the log when readers took its count for one that they had seen. */
  #checkInTime(count: number, sequence: number): void {
    const newest = this.#newest;
    if (count > newest.count) this.#newest = { count, sequence };
    else if (count < newest.count - COUNT_WINDOW && sequence > newest.sequence)
      throw new LogError(
        'invalid',
        'append',
        'a value that is repeated must be among the last 1,024 of its writer, or readers take it for a duplicate',
        `count ${count} after ${newest.count}`,
        'Repeat a write that failed before you go on, or append the value with a new count.',
      );
  }

  /** Stores a payload; tries again with the same id while it is not known whether it was stored. */
  async #stored(payload: Uint8Array, id: string): Promise<number> {
    const { patience } = this.#options;
    // The log does not know whose epochs are sealed with the key: anyone could end a term there.
    const epoch = this.#topic.seal === undefined ? this.#options.epoch : undefined;
    const end = now() + patience;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.#log.append(this.#topic.name, payload, { id, epoch });
      } catch (error) {
        const again = error instanceof LogError && error.reason === 'unavailable' && now() + pause < end;
        if (!again) throw error;
        await firstValueFrom(timer(pause));
      }
    }
  }

  async #holds(sequence: number, payload: Uint8Array): Promise<boolean> {
    const entry = await firstValueFrom(this.#log.read(this.#topic.name, sequence, { demand: of(1) }));
    return entry.sequence === sequence && same(entry.bytes, payload);
  }
}

function isStored(written: Promise<number>): Promise<boolean> {
  return written.then(
    () => true,
    () => false,
  );
}

/** Checks the options of a writer. Throws {@link LogError}. */
function checkWriter({
  producer,
  next,
  epoch,
  patience,
}: {
  readonly producer: unknown;
  readonly next: unknown;
  readonly epoch: unknown;
  readonly patience: unknown;
}): void {
  checkProducer(producer);
  checkCount('next', next, 1);
  checkCount('epoch', epoch, 0, LARGEST_EPOCH);
  checkPatience(patience);
}

function checkProducer(producer: unknown): void {
  if (typeof producer !== 'string' || producer.length === 0 || producer.length > 100)
    throw new LogError(
      'invalid',
      'topicWriter',
      'the producer must have a name of 1 to 100 characters',
      printed(producer),
      "Try { producer: 'worker-3' }.",
    );
}

/** Checks a whole number. Throws {@link LogError}. */
function checkCount(name: string, count: unknown, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (!(Number.isSafeInteger(count) && (count as number) >= least && (count as number) <= most))
    throw new LogError(
      'invalid',
      'topicWriter',
      most === LARGEST_EPOCH
        ? `${name} must be a whole number from ${least} to 2⁴⁸`
        : `${name} must be a whole number from ${least}`,
      printed(count),
      'Count on.',
    );
}

function checkPatience(patience: unknown): void {
  if (typeof patience === 'number' && patience >= 0) return;
  const requirement = 'patience must be milliseconds, 0 or more';
  throw new LogError('invalid', 'topicWriter', requirement, printed(patience), 'Try 30_000.');
}
