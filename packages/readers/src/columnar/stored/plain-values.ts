import type { ColumnType } from '../../schema/column-type.ts';
import type { Converted } from '../cells.ts';
import type { StoredType } from './stored-type.ts';

/** Nested values. They become arrays and plain objects; whole numbers become numbers, missing values `null`. */
export function plainValues(type: ColumnType & ('list' | 'object')): StoredType {
  return {
    type,
    as: { [type]: plainCells },
    requirement: 'must hold whole numbers within ±2^53, which numbers hold exactly',
    advice: 'Nested values cannot be bigints: leave the column out of columns.',
  };
}

function plainCells(values: ArrayLike<unknown>): Converted {
  const refused = new Map<number, string>();
  const cells = Array.from(values, (value, row) => plain(value, large => void refused.set(row, String(large))));
  return refused.size > 0 ? { cells, refused } : { cells };
}

function plain(value: unknown, refuse: (large: bigint) => void): unknown {
  if (typeof value === 'bigint') {
    if (value > 2n ** 53n || value < -(2n ** 53n)) refuse(value);
    return Number(value);
  }
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (value instanceof Uint8Array) return value.slice();
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return Array.from(value as unknown as ArrayLike<unknown>, part => plain(part, refuse));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([name, part]: [unknown, unknown]) => [String(name), plain(part, refuse)]));
}
