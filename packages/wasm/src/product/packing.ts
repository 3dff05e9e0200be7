import { advance, advanceBy, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { transpose4 } from '../assembler/lanes.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import { countDown, type Run, runs } from '../loops/repeat.ts';
import { OVERRUN, packedBytes, PANEL_COLUMNS, PANEL_ROWS } from './cut.ts';

/**
 * The function `(source, stride, target, steps)`: for each k, copies `vectors` times four neighbours, from places `stride`
 * bytes apart to places `step` bytes apart, by default without gaps. It reads whole vectors.
 */
export function packColumns(kernels: Kernels, vectors: number, step: number = 16 * vectors): number {
  const [SOURCE, STRIDE, TARGET, STEPS] = [0, 1, 2, 3] as const;
  return kernels.of(`pack columns ${vectors}/${step}`, 4, f => {
    f.wide(4 * (vectors & -vectors), () =>
      countDown(f, STEPS, () => {
        for (let offset = 0; offset < 16 * vectors; offset += 4 * f.lanes)
          f.get(TARGET).get(SOURCE).memory(v128.load, offset).memory(v128.store, offset);
        advanceBy(f, SOURCE, STRIDE);
        advance(f, TARGET, step);
      }),
    );
  });
}

/**
 * The function `(source, stride, rows, target, step, steps)`: puts 1 to 4 rows, `stride` bytes apart, side by side: for each
 * k a vector, `step` bytes from the one before. Lanes without a row repeat the last. It takes four k at once, so it reads and
 * writes for up to {@link OVERRUN} more.
 */
export function packRows(kernels: Kernels): number {
  const [SOURCE, STRIDE, ROWS, TARGET, STEP, STEPS] = [0, 1, 2, 3, 4, 5] as const;
  return kernels.of('pack rows', 6, f => {
    const sources = [SOURCE, f.local('i32'), f.local('i32'), f.local('i32')] as const;
    const rows = sources.map(() => f.local('v128'));
    const fours = f.local('i32');
    let last: number = SOURCE;
    for (const [r, source] of sources.entries()) {
      if (r > 0) f.get(ROWS).i32(r).op(i32.gtU).get(STRIDE).op(i32.mul).get(last).op(i32.add).set(source);
      last = source;
    }
    f.get(STEPS).i32(OVERRUN).op(i32.add).i32(2).op(i32.shrU).set(fours);
    countDown(f, fours, () => {
      rows.forEach((row, r) => f.get(sources[r]!).memory(v128.load).set(row));
      transpose4(f, rows);
      for (const row of rows) {
        f.get(TARGET).get(row).memory(v128.store);
        advanceBy(f, TARGET, STEP);
      }
      for (const source of sources) advance(f, source, 16);
    });
  });
}

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

/** The source and target of a packed panel of A, in locals: its first row, the number of its rows, and a run of k. */
interface PanelOfA {
  readonly a: number;
  readonly row: number;
  readonly rows: number;
  readonly steps: Run;
  readonly target: number;
}

/** Writes code that packs some rows of A into a panel. */
export type PackPanelOfA = (f: Func, panel: PanelOfA) => void;

/**
 * Returns the code that packs up to `most` rows of A, side by side for each k. Rows are packed by four, those after the fourth
 * first: what they write into the place of the next k is overwritten then.
 */
export function packPanelOfA(kernels: Kernels, shape: ProductShape, most: number): PackPanelOfA {
  const { transposeA } = shape;
  const stride = 4 * most;
  const pitch = pitchOf(shape).a;
  const pack = transposeA ? packColumns(kernels, 1, stride) : packRows(kernels);
  const four = (f: Func, { a, row, rows, steps, target }: PanelOfA, from: number): void => {
    if (transposeA) element(f, a, steps.start, pitch, row);
    else element(f, a, row, pitch, steps.start);
    const bytes = 4 * from * (transposeA ? 1 : pitch);
    if (bytes > 0) f.i32(bytes).op(i32.add);
    f.i32(4 * pitch);
    if (!transposeA) {
      f.get(rows);
      if (from > 0) f.i32(from).op(i32.sub);
    }
    plus(f, target, 4 * from);
    if (!transposeA) f.i32(stride);
    f.get(steps.length).call(pack);
  };
  return (f, panel) => {
    if (most > PANEL_ROWS)
      f.get(panel.rows)
        .i32(PANEL_ROWS)
        .op(i32.gtU)
        .if(() => four(f, panel, PANEL_ROWS));
    four(f, panel, 0);
  };
}
