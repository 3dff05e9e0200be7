import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readVarInt, readZigZagBigInt } from 'hyparquet/src/thrift.js';

/**
 * Returns whole numbers of 32 bits that are stored as differences. Writers may store the first value, from which all others
 * follow, in 33 bits, of which hyparquet reads 32.
 */
export function int32Deltas(view: DataView, count: number): Int32Array {
  const values = new Int32Array(count);
  deltaBinaryUnpack({ view, offset: 0 }, count, values);
  const off = firstValue(view) - values[0]!;
  if (off !== 0) for (let i = 0; i < count; i++) values[i]! += off;
  return values;
}

function firstValue(view: DataView): number {
  const reader = { view, offset: 0 };
  // The sizes of a block and of its parts, and the number of values.
  for (let i = 0; i < 3; i++) readVarInt(reader);
  return Number(BigInt.asIntN(32, readZigZagBigInt(reader)));
}
