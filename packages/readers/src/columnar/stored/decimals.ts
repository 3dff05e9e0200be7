import { each, eachNumber } from './each.ts';
import type { StoredType } from './stored-type.ts';

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
