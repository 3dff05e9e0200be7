import { host } from '../port/host.ts';
import { fastestSha256, type Sha256 } from '../port/sha256.ts';

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

/** SHA-256 (32 bytes), then what it covers: `TLG1`, two lengths (2 × uint16), count and epoch (2 × float64), two names, the value. */
const MAGIC = 0x31474c54;
const START = 32;
const NAMES = START + 24;

/** Seals the values of one producer in one topic. */
export class Sealer {
  readonly #sha256: Sha256;
  readonly #head: Uint8Array;

  constructor(topic: string, producer: string, epoch: number) {
    this.#sha256 = fastestSha256();
    const names = [producer, topic].map(name => new (host().TextEncoder)().encode(name));
    const length = names.reduce((sum, name) => sum + name.length, NAMES);
    // Values begin at a multiple of 8 bytes, so that typed arrays can be views of the payload.
    this.#head = new Uint8Array(Math.ceil(length / 8) * 8);
    const view = new DataView(this.#head.buffer);
    view.setUint32(START, MAGIC, true);
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
    sealed.set(this.#sha256(sealed.subarray(START)));
    return sealed;
  }
}

/** Opens the sealed payloads of one topic. */
export class Opener {
  readonly #sha256: Sha256;
  readonly #topic: Uint8Array;
  readonly #decoder = new (host().TextDecoder)();
  /** The producer of the last payload, whose name is seldom another one in the next. */
  #producer = { bytes: new Uint8Array(0), name: '' };

  constructor(topic: string) {
    this.#sha256 = fastestSha256();
    this.#topic = new (host().TextEncoder)().encode(topic);
  }

  /** Returns what was sealed, or `undefined` if the payload is not what was sealed for this topic, to the last bit. */
  open(sealed: Uint8Array): Opened | undefined {
    if (sealed.length < NAMES) return undefined;
    const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
    if (view.getUint32(START, true) !== MAGIC) return undefined;
    const end = NAMES + view.getUint16(START + 4, true);
    const topicEnd = end + view.getUint16(START + 6, true);
    const start = Math.ceil(topicEnd / 8) * 8;
    if (start > sealed.length || topicEnd - end !== this.#topic.length || !has(sealed, end, this.#topic))
      return undefined;
    if (!has(sealed, 0, this.#sha256(sealed.subarray(START)))) return undefined;
    return {
      producer: this.#nameOf(sealed, end),
      count: view.getFloat64(START + 8, true),
      epoch: view.getFloat64(START + 16, true),
      body: sealed.subarray(start),
    };
  }

  #nameOf(sealed: Uint8Array, end: number): string {
    const known = this.#producer;
    if (end - NAMES === known.bytes.length && has(sealed, NAMES, known.bytes)) return known.name;
    const bytes = sealed.slice(NAMES, end);
    this.#producer = { bytes, name: this.#decoder.decode(bytes) };
    return this.#producer.name;
  }
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
