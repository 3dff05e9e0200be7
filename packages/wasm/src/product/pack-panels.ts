import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { plus } from '../assembler/address.ts';
import { packedBytes, PANEL_COLUMNS } from './cut.ts';
import type { Kernels } from '../ir/kernels.ts';
import { packColumns, packRows } from './pack.ts';
import { pitchOf } from './pitch-of.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import { runs, type Run } from './repeat.ts';

/** The source and target of a packed panel, in locals: its first column, and a run of k. */
interface Panel {
  readonly b: number;
  readonly column: number;
  readonly steps: Run;
  readonly target: number;
}

/** Writes code that packs some columns of B into a panel. */
export function packPanel(kernels: Kernels, shape: ProductShape, columns: number): (f: Func, panel: Panel) => void {
  const { transposeB } = shape;
  const pitch = pitchOf(shape).b;
  const pack = transposeB ? packRows(kernels) : packColumns(kernels, Math.ceil(columns / 4));
  if (!transposeB)
    return (f, { b, column, steps, target }) => {
      element(f, b, steps.start, pitch, column);
      f.i32(4 * pitch)
        .get(target)
        .get(steps.length)
        .call(pack);
    };
  return (f, { b, column, steps, target }) => {
    for (let j = 0; j < columns; j += 4) {
      element(f, b, column, pitch, steps.start);
      f.i32(4 * pitch * j).op(i32.add);
      f.i32(4 * pitch).i32(Math.min(4, columns - j));
      plus(f, target, 4 * j)
        .i32(packedStride(columns))
        .get(steps.length)
        .call(pack);
    }
  };
}

/**
 * The function `(b, target, start)`: packs a number of rows of B, from one on, for products with `packedB`. Where B is transposed,
 * it writes for up to three rows more.
 */
export function packPanels(kernels: Kernels, shape: ProductShape, rows: number): number {
  const [B, TARGET, START] = [0, 1, 2] as const;
  const { n, k, transposeB } = shape;
  const rest = n % PANEL_COLUMNS;
  const parts = [
    { first: 0, width: PANEL_COLUMNS, all: n - rest },
    { first: n - rest, width: rest, all: rest },
  ]
    .filter(({ all }) => all > 0)
    .map(part => ({ ...part, pack: packPanel(kernels, shape, part.width) }));
  return kernels.of(`pack panels ${[n, k, transposeB, pitchOf(shape).b, rows].join()}`, 3, f => {
    const steps = { start: START, length: f.local('i32') };
    const [column, target] = [f.local('i32'), f.local('i32')];
    f.i32(rows).set(steps.length);
    for (const { first, width, all, pack } of parts)
      runs(f, all, width, ({ start }) => {
        plus(f, start, first)
          .tee(column)
          .i32(packedBytes(PANEL_COLUMNS, k) / PANEL_COLUMNS)
          .op(i32.mul);
        f.get(TARGET).op(i32.add).get(START).i32(packedStride(width)).op(i32.mul).op(i32.add).set(target);
        pack(f, { b: B, column, steps, target });
      });
  });
}

/** Bytes from one k to the next in a packed panel of B, which holds whole vectors. */
export function packedStride(columns: number): number {
  return 16 * Math.ceil(columns / 4);
}

/** Puts on the stack where the element (i, j), both locals, of a matrix with `width` elements a row is. */
export function element(f: Func, matrix: number, i: number, width: number, j: number): Func {
  return f.get(i).i32(width).op(i32.mul).get(j).op(i32.add).i32(4).op(i32.mul).get(matrix).op(i32.add);
}
