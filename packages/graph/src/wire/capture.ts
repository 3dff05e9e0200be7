import type { DType, Sizes } from '@thalweg/tensor';
import { Storage, type StorageReader } from './source-value.ts';

/** The bytes that are saved together: few, as scattered rows are short, and a page is saved for each. */
const PAGE = 1024;
/** The pages of saved bytes that lie in one buffer. */
const PAGES = 1024;
/** The bytes that are read at once. */
const PIECE = PAGE * PAGES;

/**
 * The elements of a storage at one moment, without a copy. The storage may be written on: each write first saves the pages
 * that it replaces, so a step that writes a few rows of a table copies a few kilobytes. The pieces may be read more than
 * once, until the capture is released.
 */
export class Capture implements StorageReader {
  readonly dtype: DType;
  readonly shape: Sizes;
  readonly byteLength: number;
  #storage: Storage;
  /** For each page, 0 while it is as it was, or the number of the saved one, from 1. */
  readonly #places: Int32Array;
  #saved = 0;
  readonly #buffers: Uint8Array[] = [];

  constructor(storage: Storage, shape: Sizes, dtype: DType) {
    this.#storage = storage;
    this.shape = shape;
    this.dtype = dtype;
    this.byteLength = storage.data.byteLength;
    this.#places = new Int32Array(Math.ceil(this.byteLength / PAGE));
    storage.readers = [...(storage.readers ?? []), this];
    storage.readersChanged?.(1);
  }

  /** The bytes that writes have saved so far. */
  get savedBytes(): number {
    return this.#saved * PAGE;
  }

  save(from: number, to: number): void {
    const { BYTES_PER_ELEMENT } = this.#storage.data;
    const last = Math.ceil((to * BYTES_PER_ELEMENT) / PAGE);
    let bytes: Uint8Array | undefined;
    for (let page = Math.floor((from * BYTES_PER_ELEMENT) / PAGE); page < last; page++) {
      if (this.#places[page] !== 0) continue;
      bytes ??= this.#bytes();
      this.#pageAt((this.#places[page] = ++this.#saved)).set(bytes.subarray(page * PAGE, (page + 1) * PAGE));
    }
  }

  leave(): void {
    const { data } = this.#storage;
    this.release();
    this.#storage = new Storage(data.slice());
  }

  /** Ends the capture: writes save nothing for it any more. */
  release(): void {
    const storage = this.#storage;
    const left = storage.readers?.filter(reader => reader !== this) ?? [];
    if (left.length === (storage.readers?.length ?? 0)) return;
    storage.readers = left.length === 0 ? undefined : left;
    storage.readersChanged?.(-1);
  }

  /** Yields the bytes piece by piece. A piece is valid until the next one is asked for. */
  *pieces(): Generator<Uint8Array, void, undefined> {
    const piece = new Uint8Array(Math.min(PIECE, this.byteLength));
    for (let at = 0; at < this.byteLength; at += PIECE) yield this.#read(at, piece.subarray(0, this.byteLength - at));
  }

  #read(begin: number, into: Uint8Array): Uint8Array {
    into.set(this.#bytes().subarray(begin, begin + into.length));
    for (let at = 0, page = begin / PAGE; at < into.length; at += PAGE, page++) {
      const place = this.#places[page]!;
      if (place !== 0) into.set(this.#pageAt(place).subarray(0, into.length - at), at);
    }
    return into;
  }

  /** The storage's bytes, of which a memory that grows makes others. */
  #bytes(): Uint8Array {
    const { buffer, byteOffset, byteLength } = this.#storage.data;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  #pageAt(place: number): Uint8Array {
    const at = place - 1;
    const buffer = (this.#buffers[Math.floor(at / PAGES)] ??= new Uint8Array(PIECE));
    const begin = (at % PAGES) * PAGE;
    return buffer.subarray(begin, begin + PAGE);
  }
}
