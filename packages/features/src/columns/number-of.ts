import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

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
