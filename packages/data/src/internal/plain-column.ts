import type { DType, Sizes, TypedArray } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';

/** The elements of a column, with the shape of a row and the dtype that they ask for. */
export interface Elements {
  readonly elements: TypedArray | readonly number[];
  readonly shape: Sizes;
  readonly dtype: DType | undefined;
}

/**
 * Reads a plain array: of numbers or booleans, or of vectors with one length, one for each row. Missing values are null or
 * undefined.
 *
 * - **Throws** {@link DataError} for an element of another kind, and for vectors that differ in length
 */
export function plainColumn(what: string, source: string, given: readonly unknown[]): Elements {
  const [first] = given;
  const width = lengthOf(first);
  const dtype = typeof first === 'boolean' ? 'bool' : undefined;
  if (width === undefined) {
    given.forEach((value, row) => checkElement(what, source, value, row));
    return { elements: given as readonly number[], shape: [], dtype };
  }
  const elements: number[] = [];
  given.forEach((vector, row) => {
    const length = lengthOf(vector);
    if (length !== width)
      throw new DataError(
        what,
        `rows must have as many numbers as the first, ${width}`,
        `${length ?? printed(vector)} in row ${row}`,
        'Pad or cut them first.',
        { source, row },
      );
    for (const value of vector as Iterable<unknown>) {
      checkElement(what, source, value, row);
      elements.push(value as number);
    }
  });
  return { elements, shape: [width], dtype };
}

/** The length of a vector; undefined of anything else. */
function lengthOf(value: unknown): number | undefined {
  const isVector = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  return isVector ? (value as ArrayLike<unknown>).length : undefined;
}

/** Refuses an element that is neither a number nor a boolean, and not missing. */
export function checkElement(what: string, source: string, value: unknown, row: number): void {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return;
  throw new DataError(
    what,
    'elements must be numbers',
    `${printed(value)} in row ${row}`,
    'Convert them first, as with Number.',
    { source, row },
  );
}
