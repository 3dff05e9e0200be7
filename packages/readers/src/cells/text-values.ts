import type { ColumnType } from '../schema/column-type.ts';
import { isoDateOf } from './iso-date.ts';

// No two neighbours match the same letter: what is no number is refused in one pass, however long it is.
const DECIMAL = /^[ \t]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)[ \t]*$/;

const NOT_FINITE = /^[ \t]*([+-]?)(nan|inf|infinity)[ \t]*$/i;

const LEADING_ZERO = /^[ \t]*[+-]?0\d/;

const WHOLE = /^[ \t]*[+-]?\d+[ \t]*$/;

/**
 * Returns the number of a decimal text, or `undefined` if it is none. `NaN` and infinities are numbers; a decimal too large
 * for a double is none.
 */
export function numberOf(text: string): number | undefined {
  const [, decimal] = DECIMAL.exec(text) ?? [];
  if (decimal !== undefined) {
    const value = Number(decimal);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign, name] = NOT_FINITE.exec(text) ?? [];
  if (name === undefined) return undefined;
  return name.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity;
}

/** Returns true for a decimal that is too large for a double. */
export function isPastDouble(text: string): boolean {
  return DECIMAL.test(text) && numberOf(text) === undefined;
}

/** Returns true for a number whose text says more than the number does: a leading zero, or a whole number past 2⁵³. */
export function losesText(text: string): boolean {
  return LEADING_ZERO.test(text) || (WHOLE.test(text) && !Number.isSafeInteger(Number(text)));
}

/** The digits of a bigint, at most: reading them takes longer than a pass. */
const MOST_DIGITS = 10_000;

/** Returns the whole number of a text, exactly, or `undefined` if it is none or has more than 10,000 digits. */
export function bigintOf(text: string): bigint | undefined {
  const digits = text.trim();
  return digits.length <= MOST_DIGITS && /^[+-]?\d+$/.test(digits) ? BigInt(digits.replace('+', '')) : undefined;
}

/** Powers of ten that a double holds exactly. */
const POWERS = /* @__PURE__ */ Float64Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/**
 * Writes the number of a short decimal in bytes, exactly as `Number` gives it for the same text. Returns false for any other
 * bytes, which `numberOf` reads: nothing is written. A number that is written is never boxed.
 *
 * Digits below 2⁵³ and powers of ten up to 10²² are exact, so one division rounds once. A number with a leading zero, or past
 * 2⁵³, is not read here.
 *
 * - **Source** Clinger, "How to Read Floating Point Numbers Accurately", 1990, §2
 */
export function shortDecimal(bytes: Uint8Array, from: number, to: number, out: Float64Array, row: number): boolean {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  const first = at;
  let digits = 0;
  while (at < to) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
    at++;
  }
  const whole = at - first;
  if (whole === 0 || whole > 15 || (whole > 1 && bytes[first] === 48)) return false;
  if (at === to) {
    out[row] = negative ? -digits : digits;
    return true;
  }
  if (bytes[at++] !== 46) return false;
  const point = at;
  while (at < to) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return false;
    digits = digits * 10 + digit;
    at++;
  }
  if (at === point || digits > Number.MAX_SAFE_INTEGER || at - point > 22) return false;
  const value = digits / POWERS[at - point]!;
  out[row] = negative ? -value : value;
  return true;
}

/** Returns the value of `true` or `false`, also written `True` or `TRUE`; `undefined` for any other text. */
export function booleanOf(text: string): boolean | undefined {
  if (text === 'true' || text === 'True' || text === 'TRUE') return true;
  return text === 'false' || text === 'False' || text === 'FALSE' ? false : undefined;
}

/** With more texts that differ, a column does not repeat them. */
const MOST_TEXTS = 1 << 16;

/**
 * Infers the type of a column from its cells: `boolean`, `number` or `date` if every cell that is not missing is one, and
 * `text` otherwise, as for a column without such cells. A leading zero, as in `00501`, and a whole number past 2⁵³ are text.
 */
export class TypeGuess {
  readonly #texts = new Set<string>();
  #seen = 0;
  #boolean = true;
  #date = true;
  #number = true;
  /** True if a missing cell was seen. */
  missing = false;

  /** Takes the text of a cell that is not missing. */
  see(text: string): void {
    this.#seen++;
    if (this.#texts.has(text)) return;
    if (this.#texts.size < MOST_TEXTS) this.#texts.add(text);
    this.#boolean &&= booleanOf(text) !== undefined;
    this.#date &&= isoDateOf(text) !== undefined;
    this.#number &&= numberOf(text) !== undefined && !losesText(text);
  }

  get type(): ColumnType {
    if (this.#seen === 0) return 'text';
    return this.#boolean ? 'boolean' : this.#date ? 'date' : this.#number ? 'number' : 'text';
  }

  /** True if a text comes at least twice on average. */
  get repeats(): boolean {
    return this.#texts.size < MOST_TEXTS && 2 * this.#texts.size <= this.#seen;
  }
}
