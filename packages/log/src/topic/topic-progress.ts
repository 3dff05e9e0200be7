import { mayFollow } from '../port/epochs.ts';
import type { Seal } from './seal.ts';
import type { ProducerProgress, ProgressOfTopic } from './topic-offset.ts';

/** The largest distance of a count behind the largest one of its producer. A value behind that counts as a duplicate. */
export const COUNT_WINDOW = 1024;

/** The number of producers that are remembered: of more, the one that was silent for longest is forgotten. */
export const PRODUCERS = 1024;

/**
 * Why an entry does not count: an older epoch than that of the last writer, a value that came before, or an epoch that no
 * election gave.
 */
export type Dropped = 'deposed' | 'duplicates' | 'damaged';

/** Decides which entries of a topic count. Each decision depends on the entries before alone, so all readers agree. */
export class TopicProgress {
  #epoch: number;
  readonly #producers: ProducerProgress[];
  readonly #indices: Map<string, number>;

  constructor({ epoch, producers }: ProgressOfTopic = { epoch: 0, producers: [] }) {
    this.#epoch = epoch;
    this.#producers = [...producers];
    this.#indices = new Map(producers.map(([name], i) => [name, i]));
  }

  get offset(): ProgressOfTopic {
    return { epoch: this.#epoch, producers: this.#producers.slice() };
  }

  /** Notes an entry. Returns why it does not count, if it does not. */
  note({ producer, count, epoch }: Seal, sequence: number): Dropped | undefined {
    if (epoch < this.#epoch) return 'deposed';
    if (!mayFollow(this.#epoch, epoch)) return 'damaged';
    this.#epoch = epoch;
    const index = this.#indices.get(producer);
    const [, largest, missing] = index === undefined ? ([producer, 0, []] as const) : this.#producers[index]!;
    const rest = count > largest ? passed(largest, count, missing) : without(missing, count);
    if (rest === undefined) return 'duplicates';
    this.#put(index, [producer, Math.max(largest, count), rest, sequence]);
    return undefined;
  }

  #put(index: number | undefined, progress: ProducerProgress): void {
    const row = index ?? (this.#producers.length < PRODUCERS ? this.#producers.length : this.#forget());
    this.#producers[row] = progress;
    if (index === undefined) this.#indices.set(progress[0], row);
  }

  /** Forgets the producer that was silent for longest, and returns its place. */
  #forget(): number {
    let row = 0;
    for (let i = 1; i < this.#producers.length; i++) if (this.#producers[i]![3] < this.#producers[row]![3]) row = i;
    this.#indices.delete(this.#producers[row]![0]);
    return row;
  }
}

/** Returns the counts that are missing after a larger one than all before. */
function passed(largest: number, count: number, missing: readonly number[]): readonly number[] {
  if (count === largest + 1 && missing.length === 0) return missing;
  const first = count - COUNT_WINDOW;
  const rest = missing.filter(one => one >= first);
  for (let one = Math.max(largest + 1, first); one < count; one++) rest.push(one);
  return rest;
}

/** Returns the counts that are missing after one of them came; `undefined` if it was not missing. */
function without(missing: readonly number[], count: number): readonly number[] | undefined {
  return missing.includes(count) ? missing.filter(one => one !== count) : undefined;
}
