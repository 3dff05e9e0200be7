import { fastestHmac, fastestSha256, host, type Sha256 } from '../port/host.ts';
import { isEpoch } from '../port/epochs.ts';
import type { SealOptions } from './seal-options.ts';

/** The identity of a value: its producer, its number among theirs, and its epoch. */
export interface Seal {
  readonly producer: string;
  /** The number of the value among those of its producer, from 1. */
  readonly count: number;
  readonly epoch: number;
}

/** A sealed payload that was opened. */
export interface Opened extends Seal {
  readonly body: Uint8Array;
}

/**
 * SHA-256 (32 bytes), then what it covers: `TLG1`, two lengths (2 × uint16), count and epoch (2 × float64), two names, the value.
 * With a key it is an HMAC-SHA-256 of the same, but for `TLK1`.
 */
const MAGIC = 0x31474c54;
const KEYED_MAGIC = 0x314b4c54;
const START = 32;
const NAMES = START + 24;
/** The bytes of the longest name of a producer: 100 characters of 3 bytes. An offset keeps the names of many. */
const LONGEST_PRODUCER = 300;

/** Seals the values of one producer in one topic. */
export class Sealer {
  readonly #digest: Sha256;
  readonly #head: Uint8Array;

  constructor(topic: string, producer: string, epoch: number, seal?: SealOptions) {
    this.#digest = digestWith(seal);
    const names = [producer, topic].map(name => new (host().TextEncoder)().encode(name));
    const length = names.reduce((sum, name) => sum + name.length, NAMES);
    // Values begin at a multiple of 8 bytes, so that typed arrays can be views of the payload.
    this.#head = new Uint8Array(Math.ceil(length / 8) * 8);
    const view = new DataView(this.#head.buffer);
    view.setUint32(START, magicOf(seal), true);
    view.setUint16(START + 4, names[0]!.length, true);
    view.setUint16(START + 6, names[1]!.length, true);
    view.setFloat64(START + 16, epoch, true);
    this.#head.set(names[0]!, NAMES);
    this.#head.set(names[1]!, NAMES + names[0]!.length);
  }

  /** Returns a payload that holds a value, its number, and a checksum of all of it. */
  seal(count: number, body: Uint8Array): Uint8Array {
    const sealed = new Uint8Array(this.#head.length + body.length);
    sealed.set(this.#head);
    sealed.set(body, this.#head.length);
    new DataView(sealed.buffer).setFloat64(START + 8, count, true);
    sealed.set(this.#digest(sealed.subarray(START)));
    return sealed;
  }
}

/** Opens the sealed payloads of one topic. */
export class Opener {
  readonly #digest: Sha256;
  readonly #magic: number;
  readonly #topic: Uint8Array;
  readonly #decoder = new (host().TextDecoder)();
  /** The producer of the last payload, whose name is seldom another one in the next. */
  #producer = { bytes: new Uint8Array(0), name: '' };

  constructor(topic: string, seal?: SealOptions) {
    this.#digest = digestWith(seal);
    this.#magic = magicOf(seal);
    this.#topic = new (host().TextEncoder)().encode(topic);
  }

  /** Returns what was sealed, or `undefined` if the payload is not what was sealed for this topic, to the last bit. */
  open(sealed: Uint8Array): Opened | undefined {
    if (sealed.length < NAMES) return undefined;
    const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
    if (view.getUint32(START, true) !== this.#magic) return undefined;
    const end = NAMES + view.getUint16(START + 4, true);
    const topicEnd = end + view.getUint16(START + 6, true);
    const start = Math.ceil(topicEnd / 8) * 8;
    if (start > sealed.length || topicEnd - end !== this.#topic.length || !has(sealed, end, this.#topic))
      return undefined;
    if (end > NAMES + LONGEST_PRODUCER || !sameDigest(sealed, this.#digest(sealed.subarray(START)))) return undefined;
    const count = view.getFloat64(START + 8, true);
    const epoch = view.getFloat64(START + 16, true);
    if (!(Number.isSafeInteger(count) && count >= 1 && isEpoch(epoch))) return undefined;
    return { producer: this.#nameOf(sealed, end), count, epoch, body: sealed.subarray(start) };
  }

  #nameOf(sealed: Uint8Array, end: number): string {
    const known = this.#producer;
    if (end - NAMES === known.bytes.length && has(sealed, NAMES, known.bytes)) return known.name;
    const bytes = sealed.slice(NAMES, end);
    this.#producer = { bytes, name: this.#decoder.decode(bytes) };
    return this.#producer.name;
  }
}

/** True for a payload that begins as one that was sealed with a key. */
export function isKeyed(sealed: Uint8Array): boolean {
  return (
    sealed.length >= NAMES && new DataView(sealed.buffer, sealed.byteOffset).getUint32(START, true) === KEYED_MAGIC
  );
}

function digestWith(seal: SealOptions | undefined): Sha256 {
  return seal === undefined ? fastestSha256() : fastestHmac(seal.key);
}

function magicOf(seal: SealOptions | undefined): number {
  return seal === undefined ? MAGIC : KEYED_MAGIC;
}

/** True if bytes begin with a digest. Takes the same time wherever they differ, so that it tells nothing of the digest. */
function sameDigest(bytes: Uint8Array, digest: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < START; i++) difference |= bytes[i]! ^ digest[i]!;
  return difference === 0;
}

/** True if bytes have others at a place. */
function has(bytes: Uint8Array, at: number, others: Uint8Array): boolean {
  for (let i = 0; i < others.length; i++) if (bytes[at + i] !== others[i]) return false;
  return true;
}

/** True if two arrays have the same bytes. Compares words as far as both begin at one. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  const words = (a.byteOffset | b.byteOffset) % 4 === 0 ? a.length >>> 2 : 0;
  if (words > 8 && !sameItems(wordsOf(a, words), wordsOf(b, words), 0)) return false;
  return sameItems(a, b, words > 8 ? 4 * words : 0);
}

function sameItems(a: Uint8Array | Int32Array, b: Uint8Array | Int32Array, from: number): boolean {
  for (let i = from; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function wordsOf({ buffer, byteOffset }: Uint8Array, words: number): Int32Array {
  return new Int32Array(buffer, byteOffset, words);
}
