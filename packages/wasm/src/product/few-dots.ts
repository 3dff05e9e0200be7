import { plus } from '../assembler/address.ts';
import { dots } from './dots.ts';
import type { Kernels } from '../ir/kernels.ts';
import { pitchOf } from './pitch-of.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import type { WriteProduct } from './product-code.ts';

/** Rows of A at once. */
const MOST_ROWS = 4;

/** Vectors that are summed at once. */
const ACCUMULATORS = 8;

/** Neighbouring elements of C that one call computes. */
interface Part {
  readonly row: number;
  readonly column: number;
  readonly blocks: number;
  readonly kernel: number;
}

/** The product for few rows of A, [m, k], with transposed B: both are read along their rows, where they lie. */
export function fewDots(kernels: Kernels, shape: ProductShape): WriteProduct {
  const { m, n, k } = shape;
  const pitch = pitchOf(shape);
  const parts: Part[] = [];
  const rowBytes = 4 * n;
  for (let row = 0; row < m; row += MOST_ROWS) {
    const rows = Math.min(MOST_ROWS, m - row);
    const columns = Math.floor(ACCUMULATORS / rows);
    const rest = n % columns;
    const blocks = (n - rest) / columns;
    if (blocks > 0) parts.push({ row, column: 0, blocks, kernel: dots(kernels, { rows, columns, k, pitch }) });
    if (rest > 0)
      parts.push({ row, column: n - rest, blocks: 1, kernel: dots(kernels, { rows, columns: rest, k, pitch }) });
  }
  return (f, { a, b, c }) => {
    for (const { row, column, blocks, kernel } of parts) {
      plus(f, a, 4 * row * pitch.a);
      plus(f, b, 4 * column * pitch.b);
      plus(f, c, rowBytes * row + 4 * column);
      f.i32(rowBytes).i32(blocks).call(kernel);
    }
  };
}
