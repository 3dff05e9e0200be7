import { encoder } from './text-hash.ts';

/** The state of the scan: between words, in a word, after an apostrophe in a word. */
const OUTSIDE = 0;

const INSIDE = 1;

const AFTER_APOSTROPHE = 2;

/** The kinds of bytes besides letters and digits, which are represented by their lower case. */
const APOSTROPHE = 1;

const BEYOND_ASCII = 2;

/**
 * Finds the words of a text and writes them as UTF-8 in lower case, one space between two of them: so a run of words is a
 * run of bytes. No string is made, and nothing allocated once the buffers are large enough for the longest text.
 */
export class WordScanner {
  bytes: Uint8Array = new Uint8Array(0);
  starts: Int32Array = new Int32Array(0);
  ends: Int32Array = new Int32Array(0);
  #text = new Uint8Array(0);
  readonly #encoder = encoder();
  readonly #kinds = Uint8Array.from({ length: 256 }, (_, byte) =>
    byte > 127 ? BEYOND_ASCII : byte === 39 ? APOSTROPHE : wordCharacter(byte),
  );
  /** The known characters beyond ASCII: their kind or lower case, plus one; 0 if not seen yet. */
  #known: Uint16Array | undefined;

  /** Scans a text, and returns the number of its words. */
  scan(given: string): number {
    this.#makeRoom(given.length);
    const { bytes, starts, ends } = this;
    const text = this.#text;
    const kinds = this.#kinds;
    const { written } = this.#encoder.encodeInto(given, text);
    // No run of letters continues past the end.
    text[written] = 0;
    let words = 0;
    let at = 0;
    let where = OUTSIDE;
    for (let i = 0; i < written;) {
      let kind = kinds[text[i]!]!;
      const size = kind === BEYOND_ASCII ? sizeOfCodePoint(text[i]!) : 1;
      if (size > 1) kind = this.#kindOf(readCodePoint(text, i, size));
      if (kind > BEYOND_ASCII) {
        if (where === OUTSIDE) {
          if (words > 0) bytes[at++] = 32;
          starts[words] = at;
        } else if (where === AFTER_APOSTROPHE) bytes[at++] = 39;
        where = INSIDE;
        if (size > 1) {
          at = writeCodePoint(bytes, at, kind);
          i += size;
        } else
          do {
            bytes[at++] = kind;
            kind = kinds[text[++i]!]!;
          } while (kind > BEYOND_ASCII);
      } else {
        i += size;
        if (where === INSIDE && kind === APOSTROPHE) where = AFTER_APOSTROPHE;
        else if (where !== OUTSIDE) {
          ends[words++] = at;
          where = OUTSIDE;
        }
      }
    }
    if (where !== OUTSIDE) ends[words++] = at;
    return words;
  }

  #kindOf(code: number): number {
    if (code > 0xffff) return wordCharacter(code);
    const known = (this.#known ??= new Uint16Array(0x10000));
    return (known[code] ||= 1 + (code === 0x2019 ? APOSTROPHE : wordCharacter(code))) - 1;
  }

  /** A character takes at most three bytes, and a word with its separator at least two characters. */
  #makeRoom(length: number): void {
    if (this.#text.length > 3 * length) return;
    this.#text = new Uint8Array(6 * length + 1);
    this.bytes = new Uint8Array(6 * length + 1);
    this.starts = new Int32Array(length + 1);
    this.ends = new Int32Array(length + 1);
  }
}

/** Returns the number of bytes of a code point beyond ASCII in UTF-8, by its first byte. */
function sizeOfCodePoint(first: number): number {
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Returns the code point of `size` bytes, 2 to 4, at an offset in well-formed UTF-8. */
function readCodePoint(bytes: Uint8Array, at: number, size: number): number {
  let code = bytes[at]! & (0x7f >> size);
  for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at + i]! & 63);
  return code;
}

/** Writes a code point as UTF-8, and returns the offset of the next one. */
function writeCodePoint(bytes: Uint8Array, at: number, code: number): number {
  const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  let rest = code;
  for (let i = size - 1; i > 0; i--) {
    bytes[at + i] = 0x80 | (rest & 63);
    rest >>= 6;
  }
  bytes[at] = (size === 1 ? 0 : 0xf00 >> size) | rest;
  return at + size;
}

const WORD = /[\p{L}\p{M}\p{N}]/u;

/**
 * Returns the code point of a letter, mark or digit in lower case; 0 for all others. Only İ has a lower case of two
 * characters, and stays.
 */
export function wordCharacter(code: number): number {
  const character = String.fromCodePoint(code);
  if (!WORD.test(character)) return 0;
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower.codePointAt(0)! : code;
}
