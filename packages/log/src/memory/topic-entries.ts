import type { LogEntry } from '../port/log.ts';
import { checkEpoch, trimmed } from '../port/refusals.ts';

/** The entries that a topic keeps, in order, with what it remembers of their writers. */
export class TopicEntries {
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
