import { constant, type Node } from '@thalweg/graph';
import { leadingRows } from '@thalweg/graph/author';
import { ContractError, DtypeError, isFloat, ShapeError, tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** A table of numbers for each position in time. */
interface Table {
  /** The layer that asks for it, for errors. */
  readonly kind: string;
  /** The most positions. */
  readonly length: number;
  /** The number in a row, for a position and one of `width` columns. */
  readonly at: (position: number, column: number, width: number) => number;
}

/**
 * Returns the rows of a table for the positions of a value; they do not depend on anything that learns.
 *
 * - **Shape** `x: […, time, width] → [time, width]`
 * - **Throws** `ShapeError` for a value without time, of no fixed width, or longer than the table; `DtypeError` if it is no float
 */
export function positionTable(x: Node, { kind, length, at }: Table): Node {
  const width = widthOf(kind, x);
  const time = x.shape.at(-2);
  const rows = typeof time === 'number' ? Math.min(time, length) : length;
  const data = Array.from({ length: rows * width }, (_, i) => at(Math.floor(i / width), i % width, width));
  const table = constant(tensor(data, { shape: [rows, width], dtype: x.dtype })) as Node;
  return leadingRows(kind, table, x);
}

/** The fixed width of a value with time, a float. */
export function widthOf(kind: string, { shape, dtype }: Node): number {
  const width = shape.at(-1);
  if (shape.length < 2 || typeof width !== 'number')
    throw new ShapeError(
      kind,
      [shape],
      'the input must have the shape [..., time, width] with a fixed width',
      'Reshape it.',
    );
  if (!isFloat(dtype))
    throw new DtypeError(kind, [dtype], 'the input must be float32 or float64', 'Try embedding first.');
  return width;
}

/** Throws `ContractError` unless the base of wavelengths is a positive number. */
export function checkBase(kind: string, base: number): void {
  if (Number.isFinite(base) && base > 0) return;
  throw new ContractError(kind, 'the base must be a positive number', printed(base), 'Leave it out for 10,000.');
}
