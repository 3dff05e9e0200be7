import { encodeUtf8 } from './utf8.ts';

/**
 * The memory that the values of one JSON text may take: a gibibyte, half of the heap that Node has by default on a machine with
 * 4 GiB.
 */
export const MOST_MEMORY: number = 2 ** 30;

/** The lists and objects within each other that a JSON text from outside may have: code that walks through them needs a stack. */
export const MOST_LEVELS = 1000;

/** The values of a shorter text fit into the memory that they may take: it is at most 28 times their letters. */
const LONG = 2 ** 25;

/** The code of `{` and `[`, but for the bit in which they differ. */
const OPENING = 0x7b;

/** Returns the value of a JSON text that may mean harm. Throws a `SyntaxError` for what is no JSON, and as `checkJson` does. */
export function parseJson(text: string): unknown {
  if (text.length > MOST_LEVELS) checkJson(encodeUtf8(text));
  return JSON.parse(text);
}

/**
 * Throws a `RangeError` for a JSON text with more than 1,000 lists and objects within each other, and for values that would take
 * more than a gibibyte.
 */
export function checkJson(bytes: Uint8Array): void {
  if (bytes.length <= MOST_LEVELS) return;
  // Most texts have few brackets, which need not be told from those in strings.
  let opened = 0;
  for (let i = 0; i < bytes.length && opened <= MOST_LEVELS; i++) if ((bytes[i]! | 0x20) === OPENING) opened++;
  if (opened <= MOST_LEVELS && bytes.length <= LONG) return;
  const { levels, memory } = jsonSize(bytes);
  if (levels > MOST_LEVELS) throw new RangeError(`at most ${MOST_LEVELS} lists and objects may be within each other`);
  if (memory > MOST_MEMORY) throw new RangeError('the values must take at most a gibibyte in memory');
}

/** The size of a JSON text's values. */
export interface JsonSize {
  /** The bytes that they take in memory, about. */
  readonly memory: number;
  /** The number of lists and objects. */
  readonly holders: number;
  /** The number of lists and objects within each other. Each takes 70 times its letter while it is parsed. */
  readonly levels: number;
}

/**
 * Returns the size of the values of a JSON text. They are counted before the text is parsed, since `{}` takes twenty times its
 * letters, and a heap that is full ends the process.
 */
export function jsonSize(bytes: Uint8Array): JsonSize {
  const to = bytes.length;
  let [memory, holders, level, levels] = [to, 0, 0, 0];
  for (let at = 0; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      memory += 16;
      while (++at < to && bytes[at] !== QUOTE) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === OBJECT || byte === LIST) {
      memory += byte === OBJECT ? 64 : 48;
      holders++;
      levels = Math.max(levels, ++level);
    } else if (byte === END_OF_OBJECT || byte === END_OF_LIST) level--;
    else if (byte === COMMA) memory += 16;
  }
  return { memory, holders, levels };
}

const QUOTE = 34;
const COMMA = 44;
const LIST = 91;
const BACKSLASH = 92;
const END_OF_LIST = 93;
const OBJECT = 123;
const END_OF_OBJECT = 125;
