import {
  type AppendOptions,
  type Log,
  type LogEntry,
  LogError,
  type ReadOptions,
  type VersionedValue,
} from '@thalweg/log';
import { key, uniform } from '@thalweg/tensor';
import { defer, finalize, map, Observable } from 'rxjs';

/** The faults of a {@link FaultyLog}. Probabilities are from 0 to 1, and 0 by default. */
export interface Faults {
  /** The next random number in [0, 1). */
  readonly random: () => number;
  /** The longest delay of a request, of its answer, and of a delivery, in milliseconds. Requests overtake each other. */
  readonly delay?: number;
  /** A request fails before or after it took effect. */
  readonly unavailable?: number;
  /** An entry is stored once more, and the log does not remember its id. */
  readonly duplicate?: number;
  /** A bit of a payload flips before it is stored. */
  readonly flipStored?: number;
  /** A bit of a payload flips when it is read. */
  readonly flipRead?: number;
  /** True for a log that cannot refuse an epoch that has ended, so that its readers must drop it. */
  readonly unfenced?: boolean;
}

/**
 * The log of one process, as it is seen through a bad connection. `kill` cuts the process off, as `kill -9` does: requests that have
 * not reached the log are lost, no answer and no entry arrives any more.
 */
export class FaultyLog implements Log {
  readonly #log: Log;
  readonly #faults: Required<Faults>;
  #killed = false;
  #stalledUntil = 0;

  constructor(log: Log, faults: Faults) {
    this.#log = log;
    this.#faults = { delay: 0, unavailable: 0, duplicate: 0, flipStored: 0, flipRead: 0, unfenced: false, ...faults };
  }

  kill(): void {
    this.#killed = true;
  }

  /** Holds back all requests, for some milliseconds from now. What is read still arrives. */
  stall(milliseconds: number): void {
    this.#stalledUntil = performance.now() + milliseconds;
  }

  append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    const { duplicate, flipStored, unfenced } = this.#faults;
    const epoch = unfenced ? undefined : options?.epoch;
    const [stored, twice] = [this.#flipped(bytes, flipStored), this.#happens(duplicate)];
    return this.#request(async () => {
      const sequence = await this.#log.append(topic, stored, { id: options?.id, epoch });
      if (twice) await this.#log.append(topic, stored, { epoch });
      return sequence;
    });
  }

  swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    return this.#request(() => this.#log.swap(key, expected, bytes));
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    return this.#delivered(this.#log.read(topics, from, options), entry => ({
      ...entry,
      bytes: this.#flipped(entry.bytes, this.#faults.flipRead),
    }));
  }

  watch(key: string): Observable<VersionedValue> {
    return this.#delivered(this.#log.watch(key), value => value);
  }

  async #request<T>(effect: () => Promise<T>): Promise<T> {
    await this.#delay(Math.max(0, this.#stalledUntil - performance.now()));
    if (this.#happens(this.#faults.unavailable)) throw unavailable();
    const result = await effect();
    await this.#delay(0);
    if (this.#happens(this.#faults.unavailable)) throw unavailable();
    return result;
  }

  /** Fulfils after a delay; never if the process was killed by then. */
  #delay(stalled: number): Promise<void> {
    return new Promise(resolve => this.#later(resolve, stalled + this.#faults.random() * this.#faults.delay));
  }

  #later(then: () => void, after = this.#faults.random() * this.#faults.delay): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      if (!this.#killed) then();
    }, after);
  }

  /** Delays what a stream emits, in its order. */
  #delivered<T>(stream$: Observable<T>, change: (value: T) => T): Observable<T> {
    return new Observable(subscriber => {
      const waiting: (() => void)[] = [];
      const deliver = (then: () => void): void => {
        waiting.push(then);
        const timer = this.#later(() => waiting.shift()?.());
        subscriber.add(() => clearTimeout(timer));
      };
      subscriber.add(
        stream$.subscribe({
          next: value => deliver(() => subscriber.next(change(value))),
          error: (error: unknown) => deliver(() => subscriber.error(error)),
          complete: () => deliver(() => subscriber.complete()),
        }),
      );
    });
  }

  #happens(probability: number): boolean {
    return probability > 0 && this.#faults.random() < probability;
  }

  #flipped(bytes: Uint8Array, probability: number): Uint8Array {
    if (!this.#happens(probability)) return bytes;
    const changed = bytes.slice();
    changed[Math.floor(this.#faults.random() * bytes.length)]! ^= 1 << Math.floor(this.#faults.random() * 8);
    return changed;
  }
}

function unavailable(): LogError {
  return new LogError('unavailable', 'FaultyLog', 'the log must answer', 'a fault of the test', 'Try again.');
}

/** The payloads that a {@link damagingLog} has read and stored so far. */
interface Passed {
  stored: number;
  read: number;
  watched: number;
}

/** What happens to payloads: true to flip a bit of the one with this number, from 1. */
export interface Damage {
  readonly stored?: (number: number) => boolean;
  readonly read?: (number: number) => boolean;
  readonly watched?: (number: number) => boolean;
}

/** Returns a log that flips a bit of some payloads on their way. */
export function damagingLog(log: Log, { stored, read, watched }: Damage): Log & { readonly passed: Passed } {
  const passed: Passed = { stored: 0, read: 0, watched: 0 };
  return {
    passed,
    append: (topic, bytes, options) => log.append(topic, flipped(bytes, stored?.(++passed.stored)), options),
    read: (topics, from, options) =>
      log
        .read(topics, from, options)
        .pipe(map(entry => ({ ...entry, bytes: flipped(entry.bytes, read?.(++passed.read)) }))),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key =>
      log.watch(key).pipe(map(value => ({ ...value, bytes: flipped(value.bytes, watched?.(++passed.watched)) }))),
  };
}

function flipped(bytes: Uint8Array, flips: boolean | undefined): Uint8Array {
  if (flips !== true) return bytes;
  const other = bytes.slice();
  other[bytes.length >> 1]! ^= 1;
  return other;
}

/** A log whose writes wait at a gate. */
interface GatedLog extends Log {
  /** The appends that wait. */
  readonly waiting: readonly unknown[];
  /** Lets the oldest append go on. */
  open(): void;
  /** Fails the oldest append as if the log could not be reached. */
  fail(): void;
}

/** Returns a log whose appends wait until a test lets them go on. */
export function gatedLog(log: Log): GatedLog {
  const waiting: { open: () => void; fail: (error: Error) => void }[] = [];
  return {
    waiting,
    open: () => waiting.shift()!.open(),
    fail: () => waiting.shift()!.fail(new LogError('unavailable', 'append', 'the log must be there', 'none', 'Wait.')),
    append: async (topic, bytes, options) => {
      await new Promise<void>((resolve, reject) => waiting.push({ open: resolve, fail: reject }));
      return log.append(topic, bytes, options);
    },
    read: (topics, from, options) => log.read(topics, from, options),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => log.watch(key),
  };
}

/** Returns a log, and a function that returns how many of its streams are subscribed. */
export function watchedLog(log: Log): { log: Log; open: () => number } {
  let count = 0;
  const watched = <T>(stream$: Observable<T>): Observable<T> =>
    defer(() => {
      count++;
      return stream$.pipe(finalize(() => count--));
    });
  return {
    log: {
      append: (topic, bytes, options) => log.append(topic, bytes, options),
      read: (topics, from, options) => watched(log.read(topics, from, options)),
      swap: (key, expected, bytes) => log.swap(key, expected, bytes),
      watch: key => watched(log.watch(key)),
    },
    open: () => count,
  };
}

/** Returns a function that returns the next number in [0, 1) at each call: the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let counter = 0;
  return () => uniform(key(seed), counter++);
}
