import type { RawValues } from '../raw-values.ts';
import { wholeNumbers } from '../whole-numbers.ts';
import type { Converted } from '../cells.ts';
import { each } from './each.ts';
import type { StoredType } from './stored-type.ts';

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
