import {
  LogError,
  type AppendOptions,
  type Log,
  type LogEntry,
  type ReadOptions,
  type VersionedValue,
} from '@thalweg/log';
import { Observable } from 'rxjs';

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
