import { host } from '../source/host.ts';

/** The parts of Node's `Buffer` that are used here. */
interface HostBuffer {
  latin1Slice(from: number, to: number): string;
}

interface HostBuffers {
  readonly Buffer: { from(buffer: ArrayBufferLike, offset: number, length: number): HostBuffer };
}

/** Reads texts in UTF-8 from bytes. */
export class ByteTexts {
  readonly bytes: Uint8Array;
  readonly #decoder = new (host().TextDecoder)('utf-8', { fatal: true, ignoreBOM: true });
  /** Node decodes short texts of ASCII several times faster so. */
  readonly #buffer: HostBuffer | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const buffers = host().process?.getBuiltinModule?.('node:buffer') as HostBuffers | undefined;
    this.#buffer = buffers?.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Returns the text of some bytes, or `undefined` if they are no UTF-8. */
  text(from: number, to: number): string | undefined {
    if (this.#buffer !== undefined && isAscii(this.bytes, from, to)) return this.#buffer.latin1Slice(from, to);
    try {
      return this.#decoder.decode(this.bytes.subarray(from, to));
    } catch {
      return undefined;
    }
  }
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let at = from; at < to; at++) all |= bytes[at]!;
  return all < 128;
}

/**
 * Numbers for texts in bytes, so that a text that comes again is not decoded again.
 *
 * - **Source** Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", for the hash
 */
export class TextDictionary {
  /** Slots of a hash table: the number of a text, plus one. */
  #slots = new Int32Array(256);
  #hashes = new Int32Array(128);
  /** The bytes of all texts, one after another, and where each ends. */
  #bytes = new Uint8Array(1024);
  #ends = new Int32Array(129);
  #texts: readonly string[] = [];
  readonly #growing: string[] = [];

  /** The number of texts. */
  get size(): number {
    return this.#growing.length;
  }

  /** The texts by number. Texts that come later are in another array. */
  get texts(): readonly string[] {
    if (this.#texts.length < this.size) this.#texts = [...this.#growing];
    return this.#texts;
  }

  /** Returns the number of the text of some bytes, or −1 if they are no UTF-8. */
  numberOf(source: ByteTexts, from: number, to: number): number {
    const { bytes } = source;
    let hash = 0x811c9dc5 | 0;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let number; (number = this.#slots[slot]!) !== 0; slot = (slot + 1) & mask)
      if (this.#hashes[number - 1] === hash && this.#equals(number - 1, bytes, from, to)) return number - 1;
    const text = source.text(from, to);
    return text === undefined ? -1 : this.#add(text, hash, slot, bytes.subarray(from, to));
  }

  /** Returns the number of a text that stands nowhere in bytes. */
  numberOfText(text: string): number {
    const bytes = new (host().TextEncoder)().encode(text);
    return this.numberOf(new ByteTexts(bytes), 0, bytes.length);
  }

  #equals(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[number]!;
    if (this.#ends[number + 1]! - start !== to - from) return false;
    for (let at = from, own = start; at < to; at++, own++) if (bytes[at] !== this.#bytes[own]) return false;
    return true;
  }

  #add(text: string, hash: number, slot: number, bytes: Uint8Array): number {
    const number = this.size;
    const start = this.#ends[number]!;
    if (start + bytes.length > this.#bytes.length) this.#bytes = grown(this.#bytes, start + bytes.length);
    if (number === this.#hashes.length) {
      this.#hashes = grown(this.#hashes, 2 * number);
      this.#ends = grown(this.#ends, 2 * number + 1);
    }
    this.#bytes.set(bytes, start);
    this.#ends[number + 1] = start + bytes.length;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    this.#growing.push(text);
    if (2 * this.size > this.#slots.length) this.#spread();
    return number;
  }

  /** Doubles the slots. */
  #spread(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    for (let number = 0; number < this.size; number++) {
      let slot = this.#hashes[number]! & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function grown<A extends Uint8Array | Int32Array>(array: A, size: number): A {
  const larger = new (array.constructor as new (size: number) => A)(Math.max(size, 2 * array.length));
  larger.set(array);
  return larger;
}
