import { Type, type Batch, type DecimalType } from '@uwdata/flechette';
import type { RawValues } from '../columnar/raw-values.ts';

/** The values of some rows of a batch. */
interface RowValues {
  readonly values: RawValues;
  /** 1 for each row that has a value, 0 for others; `undefined` if all have. */
  readonly present: Uint8Array | undefined;
}

/** Returns the values of the rows `from … to − 1` of a batch. */
export type RowsReading = (batch: Batch<unknown>, from: number, to: number) => RowValues;

/** Reads values that lie in a typed array; there is no copy if none is missing. */
export const typedValues: RowsReading = (batch, from, to) => {
  const values = batch.values.subarray(from, to) as Float64Array;
  if (values.length < to - from)
    throw new Error(`a column of ${batch.values.length} values in place of ${batch.length}`);
  const present = presentRows(batch, from, to);
  return { values: present === undefined ? values : values.filter((_, row) => present[row] === 1), present };
};

/** The letters or elements of the values of runs that are decoded at once, at most: the rows of a run repeat them. */
const MOST_LENGTH = 2 ** 26;

/** Reads values that flechette decodes. Some types have missing values without a bit for each. */
export const decodedValues: RowsReading = (batch, from, to) => {
  const present = new Uint8Array(to - from);
  const values: unknown[] = [];
  let left = batch.type.typeId === Type.RunEndEncoded ? MOST_LENGTH : Infinity;
  for (let row = from; row < to; row++) {
    const value = batch.at(row);
    if (value === null) continue;
    left -= (value as { readonly length?: number }).length ?? 0;
    if (left < 0) throw new Error(`values of more than ${MOST_LENGTH} parts in ${row - from} rows`);
    present[row - from] = 1;
    values.push(value);
  }
  return { values, present: values.length === to - from ? undefined : present };
};

/** Reads the bytes of texts. */
export const textBytes: RowsReading = (batch, from, to) => {
  if (batch.type.typeId === Type.Utf8View)
    return eachValue(batch, [from, to], row => (batch as unknown as { view(row: number): Uint8Array }).view(row));
  const { offsets, values } = batch as unknown as { offsets: ArrayLike<number | bigint>; values: Uint8Array };
  return eachValue(batch, [from, to], row => values.subarray(Number(offsets[row]), Number(offsets[row + 1])));
};

/** Reads decimals as whole numbers, which lie in words of 64 bits, the least significant one first. */
export const unscaledDecimals: RowsReading = (batch, from, to) => {
  const { bitWidth } = batch.type as DecimalType;
  const words = bitWidth / 64;
  const values = batch.values as unknown as BigUint64Array;
  return eachValue(batch, [from, to], row => {
    let whole = 0n;
    for (let word = words - 1; word >= 0; word--) whole = (whole << 64n) | values[row * words + word]!;
    return BigInt.asIntN(bitWidth, whole);
  });
};

/** Returns which rows have a value, or `undefined` if all have. */
export function presentRows(batch: Batch<unknown>, from: number, to: number): Uint8Array | undefined {
  if (batch.nullCount === 0 || batch.validity.length === 0) return undefined;
  const present = new Uint8Array(to - from);
  for (let row = from; row < to; row++) present[row - from] = batch.isValid(row) ? 1 : 0;
  return present;
}

function eachValue<V>(
  batch: Batch<unknown>,
  [from, to]: readonly [from: number, to: number],
  valueOf: (row: number) => V,
): RowValues {
  const present = presentRows(batch, from, to);
  const values: V[] = [];
  for (let row = from; row < to; row++)
    if (present === undefined || present[row - from] === 1) values.push(valueOf(row));
  return { values, present };
}
