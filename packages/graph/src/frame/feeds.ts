import { sizeOf, type Sizes } from '@thalweg/tensor';
import { Storage } from '../wire/storage.ts';
import type { Wire } from '../wire/wire.ts';
import type { Frame } from './frame.ts';

/** A value for one pass: a source, and the storage that replaces its own. */
export interface Feed {
  readonly wire: Wire;
  readonly storage: Storage;
  readonly shape: Sizes;
}

/** The values that sources of a frame are fed. They keep them until they are fed others: most often they are the same. */
export class Feeds {
  readonly #frame: Frame;
  #fed: readonly Feed[] = [];

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** Returns true if sources are fed exactly these: then only elements may differ. */
  isSame(feeds: readonly Feed[]): boolean {
    const fed = this.#fed;
    if (feeds.length !== fed.length) return false;
    for (let i = 0; i < feeds.length; i++) if (feeds[i] !== fed[i]) return false;
    return true;
  }

  /** Returns true if the same sources are fed, perhaps other values. */
  hasSameSources(feeds: readonly Feed[]): boolean {
    return feeds.length === this.#fed.length && feeds.every(({ wire }, index) => wire === this.#fed[index]!.wire);
  }

  /** Feeds sources their values for the next pass. */
  put(feeds: readonly Feed[]): void {
    if (this.isSame(feeds)) return;
    this.clear();
    for (const { wire, storage, shape } of feeds) this.#frame.find(wire)?.feed(storage, shape);
    this.#fed = [...feeds];
  }

  /** Has sources read their own values again. */
  clear(): void {
    for (const { wire } of this.#fed) this.#frame.find(wire)?.feed();
    this.#fed = [];
  }
}

/** Returns one of the rows of a feed. */
export function rowOf({ wire, storage, shape }: Feed, row: number): Feed {
  const size = sizeOf(shape);
  const data = storage.data.subarray(row * size, (row + 1) * size);
  return { wire, storage: new Storage(data, true, true), shape };
}
