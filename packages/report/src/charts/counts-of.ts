import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';

/** A confusion matrix: a row for each true class, a column for each predicted class. */
export type Matrix = Tensor | readonly (readonly number[])[];

/** True for a square matrix of at least two rows. */
export function isMatrix(value: unknown): value is Matrix {
  if (value instanceof Tensor)
    return value.shape.length === 2 && value.shape[0] === value.shape[1] && value.shape[0]! > 1;
  if (!Array.isArray(value) || value.length < 2) return false;
  const rows = value as readonly unknown[];
  return rows.every(
    row => Array.isArray(row) && row.length === rows.length && row.every(cell => typeof cell === 'number'),
  );
}

/** Returns the rows of a square matrix. */
export function countsOf(what: string, matrix: Matrix): readonly (readonly number[])[] {
  if (!isMatrix(matrix))
    throw new DataError(
      what,
      'the matrix must be square, with a row for each class',
      shapeOf(matrix),
      'Give the result of confusionMatrix().',
    );
  return matrix instanceof Tensor ? (matrix.toArray() as number[][]) : matrix;
}

function shapeOf(value: unknown): string {
  if (value instanceof Tensor) return `[${value.shape.join(', ')}]`;
  return Array.isArray(value) ? `${value.length} rows` : typeof value;
}
