const LONG = /\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHOLE = /^-?\d+$/;

/**
 * Returns the value of a JSON text as `JSON.parse` does, but a whole number past 2⁵³ as the text of its digits, which a number
 * would not keep.
 *
 * - **Throws** `SyntaxError` for what is no JSON
 */
export function exactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG.test(text)) return value;
  const exact = withQuotedNumbers(text);
  return exact === text ? value : JSON.parse(exact);
}

/** Returns a JSON text with quotes around the whole numbers past 2⁵³. A long text with many escapes is too much for a pattern. */
function withQuotedNumbers(text: string): string {
  let exact = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at + 1);
    if (code !== MINUS && !(code >= ZERO && code <= NINE)) continue;
    NUMBER.lastIndex = at;
    const [token] = NUMBER.exec(text) as unknown as [string];
    if (WHOLE.test(token) && !Number.isSafeInteger(Number(token))) {
      exact += `${text.slice(copied, at)}"${token}"`;
      copied = at + token.length;
    }
    at += token.length - 1;
  }
  return copied === 0 ? text : exact + text.slice(copied);
}

/** Returns the place of the quote that ends a text. */
function endOfText(json: string, from: number): number {
  let at = from;
  for (let code; (code = json.charCodeAt(at)) !== QUOTE; at++) if (code === BACKSLASH) at++;
  return at;
}

/** The memory that the values of one JSON text may take: a gibibyte, half of the smallest heap that Node has by default. */
export const MOST_MEMORY: number = 2 ** 30;

/** The lists and objects within each other that a JSON text may have: each level takes 70 times its letter while it is parsed. */
export const MOST_LEVELS = 1000;

/** The size of a JSON text's values. */
export interface JsonSize {
  /** The bytes that they take in memory, about. */
  readonly memory: number;
  /** The number of lists and objects within each other. */
  readonly levels: number;
}

/**
 * Returns the size of the values of a JSON text. They are counted before the text is parsed, since `{}` takes twenty times its
 * letters, and a heap that is full ends the process.
 */
export function jsonSize(bytes: Uint8Array): JsonSize {
  const to = bytes.length;
  let [memory, level, levels] = [to, 0, 0];
  for (let at = 0; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      memory += 16;
      while (++at < to && bytes[at] !== QUOTE) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === OBJECT || byte === LIST) {
      memory += byte === OBJECT ? 64 : 48;
      levels = Math.max(levels, ++level);
    } else if (byte === END_OF_OBJECT || byte === END_OF_LIST) level--;
    else if (byte === COMMA) memory += 16;
  }
  return { memory, levels };
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const LIST = 91;
const BACKSLASH = 92;
const END_OF_LIST = 93;
const OBJECT = 123;
const END_OF_OBJECT = 125;
