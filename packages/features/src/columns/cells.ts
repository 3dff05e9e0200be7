import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** A category: a text, a number, a boolean, or `null` for a missing one. */
export type CategoryKey = string | number | boolean | null;

/** Returns a cell as a category. A big integer becomes its digits, a date its milliseconds. */
export function keyOf(column: string, cell: unknown): CategoryKey {
  if (typeof cell === 'string' || typeof cell === 'boolean') return cell;
  if (typeof cell === 'number') return cell === cell ? cell : null;
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'bigint') return String(cell);
  if (cell instanceof Date) return keyOf(column, cell.getTime());
  throw new DataError(
    `column ${column}`,
    'a category must be a text, a number or a boolean',
    printed(cell),
    cell instanceof Tensor ? 'Transform records before batch.' : 'Map it to one of these before.',
  );
}

/** Compares categories: numbers, then texts, then booleans, and missing last. */
export function compareKeys(a: CategoryKey, b: CategoryKey): number {
  const [one, other] = [rank(a), rank(b)];
  if (one !== other) return one - other;
  return a === b ? 0 : a! < b! ? -1 : 1;
}

function rank(key: CategoryKey): number {
  return ['number', 'string', 'boolean', 'object'].indexOf(typeof key);
}

/** Returns a cell as a number: `NaN` for a missing one, 1 for true, and the milliseconds of a date. */
export function numberOf(column: string, cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (cell === null || cell === undefined) return NaN;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell instanceof Date) return cell.getTime();
  throw new DataError(`column ${column}`, 'it must have numbers', printed(cell), adviceOn(cell));
}

function adviceOn(cell: unknown): string {
  if (cell instanceof Tensor) return 'Transform records before batch.';
  if (typeof cell !== 'string') return 'Map it to a number before.';
  if (/^\d{4}-\d\d-\d\d/.test(cell)) return 'Read it as a date, in milliseconds since 1970, as with Date.parse.';
  return 'Read it as numbers, or use oneHot(), hash() or another transform of categories.';
}
