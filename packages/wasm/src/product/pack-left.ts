import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { plus } from '../assembler/address.ts';
import { PANEL_ROWS } from './cut.ts';
import type { Kernels } from '../ir/kernels.ts';
import { packColumns, packRows } from './pack.ts';
import { element } from './pack-panels.ts';
import { pitchOf } from './pitch-of.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import type { Run } from './repeat.ts';

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
