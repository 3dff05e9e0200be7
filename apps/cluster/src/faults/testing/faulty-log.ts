import type { Log, LogEntry } from '@thalweg/log';
import { map } from 'rxjs';
import { randomFrom } from './random.ts';

/** The probability of each fault. */
export interface FaultRates {
  /** An entry is stored twice, the second time under another id. */
  readonly duplicates: number;
  /** An entry waits, so that later ones of the same writer are stored before it. */
  readonly reordered: number;
  /** A bit of an entry differs from what was written. */
  readonly flippedWrites: number;
  /** A bit of an entry differs from what is stored, this one time that it is read. */
  readonly flippedReads: number;
}

/** The number of times that each fault has happened. */
export type FaultCounts = Record<keyof FaultRates, number>;

const LONGEST_WAIT_MS = 20;

/** A log to which things happen, at random by a seed. */
export class FaultyLog implements Log {
  readonly #log: Log;
  readonly #rates: FaultRates;
  readonly #random: () => number;
  readonly counts: FaultCounts = { duplicates: 0, reordered: 0, flippedWrites: 0, flippedReads: 0 };

  constructor(log: Log, rates: FaultRates, seed: number) {
    this.#log = log;
    this.#rates = rates;
    this.#random = randomFrom(seed);
  }

  async append(...[topic, bytes, options]: Parameters<Log['append']>): Promise<number> {
    const written = this.#happens('flippedWrites') ? this.#flipped(bytes) : bytes;
    if (this.#happens('reordered')) await new Promise(resolve => setTimeout(resolve, LONGEST_WAIT_MS * this.#random()));
    const sequence = await this.#log.append(topic, written, options);
    if (this.#happens('duplicates'))
      await this.#log.append(topic, written, { ...options, id: `${options?.id ?? ''}/${this.#random()}` });
    return sequence;
  }

  read(...args: Parameters<Log['read']>): ReturnType<Log['read']> {
    return this.#log
      .read(...args)
      .pipe(
        map((entry): LogEntry =>
          this.#happens('flippedReads') ? { ...entry, bytes: this.#flipped(entry.bytes) } : entry,
        ),
      );
  }

  swap(...args: Parameters<Log['swap']>): ReturnType<Log['swap']> {
    return this.#log.swap(...args);
  }

  watch(...args: Parameters<Log['watch']>): ReturnType<Log['watch']> {
    return this.#log.watch(...args);
  }

  #happens(fault: keyof FaultRates): boolean {
    const happens = this.#random() < this.#rates[fault];
    if (happens) this.counts[fault]++;
    return happens;
  }

  #flipped(bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice();
    if (copy.length > 0) copy[Math.floor(this.#random() * copy.length)]! ^= 1 << Math.floor(8 * this.#random());
    return copy;
  }
}
