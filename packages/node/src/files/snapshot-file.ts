import { createHash } from 'node:crypto';
import { CHECKSUM_START, digitsOf, snapshotParts, type Encodable } from '@thalweg/train/engine';

/** The most bytes that are hashed and written at once: about a millisecond. A call of the system takes at most 2 GiB. */
const BLOCK = 2 ** 20;

/** The bytes of a snapshot's file, which may be more than memory has room for twice. */
export class SnapshotFile {
  readonly #snapshot: Encodable;
  readonly #hash = createHash('sha256');

  constructor(snapshot: Encodable) {
    this.#snapshot = snapshot;
  }

  /**
   * Yields the bytes block by block, once. A block is valid until the next one is asked for. While the header is made,
   * blocks are empty.
   *
   * - **Throws** `StateError` for a snapshot that cannot be encoded, before the first block that is not empty
   */
  *blocks(): Generator<Uint8Array, void, undefined> {
    const block = new Uint8Array(BLOCK);
    let end = 0;
    for (const part of snapshotParts(this.#snapshot)) {
      if (end + part.length > BLOCK) {
        yield this.#hashed(block.subarray(0, end));
        end = 0;
      }
      if (part.length <= BLOCK) {
        block.set(part, end);
        end += part.length;
        if (part.length === 0) yield part;
      } else for (let at = 0; at < part.length; at += BLOCK) yield this.#hashed(part.subarray(at, at + BLOCK));
    }
    yield this.#hashed(block.subarray(0, end));
  }

  /** Returns what is written over the file when it has all blocks: the digits of its checksum. */
  signature(): { readonly bytes: Uint8Array; readonly position: number } {
    return { bytes: digitsOf(this.#hash), position: CHECKSUM_START };
  }

  #hashed(block: Uint8Array): Uint8Array {
    this.#hash.update(block);
    return block;
  }
}
