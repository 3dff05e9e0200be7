import { booleanOf } from '../cells/boolean-of.ts';
import { isoDateOf } from '../cells/iso-date-of.ts';
import { bigintOf, numberOf } from '../cells/number-of.ts';
import type { ColumnType } from '../schema/column-type.ts';

/** The types that a column of JSON values can have. */
export const VALUE_TYPES = [
  'number',
  'integer',
  'boolean',
  'date',
  'text',
  'category',
  'bigint',
  'list',
  'object',
] as const;

/** Returns the cell that a value is in a column of a type, or `undefined` if it does not fit. `given` says that the user gave the type: then a text is read as one. */
export function valueReader(type: ColumnType, given: boolean): (value: unknown) => unknown {
  switch (type) {
    case 'number':
      return value => numberIn(value, given);
    case 'integer':
      return value => {
        const number = numberIn(value, given);
        return Number.isSafeInteger(number) ? number : undefined;
      };
    case 'boolean':
      return value =>
        typeof value === 'boolean' ? value : given && typeof value === 'string' ? booleanOf(value) : undefined;
    case 'date':
      return value => (typeof value === 'string' ? isoDateOf(value) : undefined);
    case 'bigint':
      return bigintIn;
    case 'list':
      return value => (Array.isArray(value) ? value : undefined);
    case 'object':
      return value => value;
    default:
      return value => (typeof value === 'object' ? undefined : String(value as string | number | boolean));
  }
}

function numberIn(value: unknown, given: boolean): number | undefined {
  if (typeof value === 'number') return value;
  return given && typeof value === 'string' ? numberOf(value) : undefined;
}

function bigintIn(value: unknown): bigint | undefined {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? bigintOf(value) : undefined;
}
