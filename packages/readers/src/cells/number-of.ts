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
