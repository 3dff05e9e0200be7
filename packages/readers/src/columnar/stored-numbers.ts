import { type Converted, each, eachNumber, type RawValues, type StoredType } from './cells.ts';

/** Whole numbers of up to 64 bits. */
export function integers(signed: boolean): StoredType {
  const read = signed ? (values: RawValues) => values : unsigned;
  const numbers = (values: RawValues): Converted => wholeNumbers(read(values));
  const bigints = each(BigInt as (value: number) => bigint);
  const texts = each(String);
  return {
    type: 'integer',
    as: {
      integer: numbers,
      number: numbers,
      bigint: values => bigints(read(values)),
      text: values => texts(read(values)),
    },
    requirement: 'must hold whole numbers within ±2^53, which numbers hold exactly',
    advice: "Ask for its type as 'bigint' or 'text' in types.",
  };
}

/** The same bits, read without a sign. */
function unsigned(values: RawValues): RawValues {
  if (values instanceof Int32Array) return new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (values instanceof BigInt64Array) return new BigUint64Array(values.buffer, values.byteOffset, values.length);
  return values;
}

const LIMIT = 2n ** 53n;

/** Returns whole numbers as numbers. Those past ±2^53 are refused: a number would round them. */
function wholeNumbers(values: RawValues): Converted {
  if (!(values instanceof BigInt64Array)) return eachChecked(values);
  // Two halves each: bigints would be slow.
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const cells = new Float64Array(values.length);
  let refused: Map<number, string> | undefined;
  for (let i = 0; i < cells.length; i++) {
    const high = halves[2 * i + 1]!;
    cells[i] = high * 0x100000000 + (halves[2 * i]! >>> 0);
    if (high >= 0x200000 || high < -0x200000) refused = checked(refused, values[i]!, i);
  }
  return refused === undefined ? { cells } : { cells, refused };
}

function eachChecked(values: RawValues): Converted {
  const cells = new Float64Array(values.length);
  let refused: Map<number, string> | undefined;
  for (let i = 0; i < cells.length; i++) {
    const value = values[i] as number | bigint;
    cells[i] = Number(value);
    if (typeof value === 'bigint') refused = checked(refused, value, i);
  }
  return refused === undefined ? { cells } : { cells, refused };
}

function checked(
  refused: Map<number, string> | undefined,
  value: bigint,
  index: number,
): Map<number, string> | undefined {
  if (value <= LIMIT && value >= -LIMIT) return refused;
  return (refused ?? new Map<number, string>()).set(index, String(value));
}

/** Floating-point numbers of 32 or 64 bits. */
export function floats(): StoredType {
  const numbers = (values: RawValues): Converted => ({
    cells: values instanceof Float64Array ? values : Float64Array.from(values as ArrayLike<number>),
  });
  return { type: 'number', as: { number: numbers, text: each(String) } };
}

/** Floating-point numbers of 16 bits: a sign, five bits of exponent, ten of fraction. */
export function halfFloats(): StoredType {
  return { type: 'number', as: { number: eachNumber(half) } };
}

function half(bytes: Uint8Array): number {
  const [low = 0, high = 0] = bytes;
  const sign = high >> 7 ? -1 : 1;
  const exponent = (high >> 2) & 31;
  const fraction = (((high & 3) << 8) | low) / 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

type Unscaled = number | bigint | Uint8Array;

/** Decimal numbers: whole numbers that are divided by a power of ten. A number is the nearest one; a text is exact. */
export function decimals(scale: number): StoredType {
  const text = (value: Unscaled): string => decimalText(unscaled(value), scale);
  return {
    type: 'number',
    as: {
      number: eachNumber(nearest(scale)),
      text: each(text),
      ...(scale === 0 ? { bigint: each(unscaled) } : {}),
    },
  };
}

/** A quotient of numbers that are held exactly is rounded once. */
function nearest(scale: number): (value: Unscaled) => number {
  const factor = 10 ** scale;
  return value => {
    const whole = typeof value === 'number' ? value : unscaled(value);
    const exact = Number(whole);
    return scale <= 22 && Number.isSafeInteger(exact) ? exact / factor : Number(decimalText(BigInt(whole), scale));
  };
}

/** Bytes hold the most significant one first, in two's complement. */
function unscaled(value: Unscaled): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  let whole = 0n;
  for (const byte of value) whole = (whole << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * value.length, whole);
}

/** Returns a whole number divided by a power of ten, with all its digits. */
function decimalText(whole: bigint, scale: number): string {
  const sign = whole < 0n ? '-' : '';
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** True or false. */
export function booleans(): StoredType {
  return { type: 'boolean', as: { boolean: each(Boolean), number: eachNumber(Number), text: each(String) } };
}
