import type { Converted } from './cells.ts';
import type { RawValues } from './raw-values.ts';

const LIMIT = 2n ** 53n;

/** Returns whole numbers as numbers. Those past ±2^53 are refused: a number would round them. */
export function wholeNumbers(values: RawValues): Converted {
  if (!(values instanceof BigInt64Array)) return eachNumber(values);
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

function eachNumber(values: RawValues): Converted {
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
