import type { ProductShape } from '../lowering/product-shape.ts';

/** The steps of k that `packRows` may write after its panel. */
export const OVERRUN = 3;

/** Rows of A in a panel, unless they are more: see {@link panelRows}. */
export const PANEL_ROWS = 4;

/** Rows of A in a panel where multiply-adds are fused: 12 sums, two right factors and a left one are 15 registers. */
const FUSED_ROWS = 6;

/** From so many rows on, the rest that is left over by panels of 6 rows weighs nothing. */
const ROWS_FOR_ANY_REST = 48;

/** Columns of B in a packed panel. */
export const PANEL_COLUMNS = 8;

/** Vectors that a tile sums at once: more do not fit into registers. */
const ACCUMULATORS = 8;

/** Values of k that are summed before C is written. */
export const MOST_STEPS = 1024;

/** Elements of A that are packed at once: with a panel of B, they stay in the second cache. */
const MOST_PACKED = 2 ** 16;

/** For fewer rows, row-major B is read without packing: in vectors of WebAssembly, and in wide code. */
const ROWS_WORTH_PACKING = { narrow: 16, wide: 64 } as const;

/** The blocks of a product. */
export interface Cut {
  /** Rows of A in a panel. */
  readonly panelRows: number;
  /** Values of k at once. */
  readonly steps: number;
  /** Rows of C at once. */
  readonly rows: number;
  /** Columns of C at once. */
  readonly columns: number;
  /** True if B is packed, in panels of as many columns. */
  readonly packsB: boolean;
  /** Bytes of scratch for packed panels of B: for one, where it is used once. */
  readonly bytesOfB: number;
  /** Bytes in there from the panel of one column to that of the next, so to speak; 0 where there is one panel. */
  readonly pitchOfB: number;
  /** Bytes for packed panels of A. */
  readonly bytesOfA: number;
}

/** Chooses the blocks of a product with at least two rows, where vectors of wide code have so many lanes. */
export function cut(shape: ProductShape, lanes = 4): Cut {
  const { m, n, k, transposeB, packedB = false } = shape;
  const most = panelRows(shape);
  const steps = Math.min(k, MOST_STEPS);
  const times = Math.ceil((m * steps) / MOST_PACKED);
  const rows = most * Math.ceil(m / times / most);
  const packsB = packedB || transposeB || m >= (lanes > 4 ? ROWS_WORTH_PACKING.wide : ROWS_WORTH_PACKING.narrow);
  const columns = packsB ? PANEL_COLUMNS : 4 * Math.floor(ACCUMULATORS / Math.min(m, PANEL_ROWS));
  const pitchOfB = packedB ? pitch(k) : rows < m ? pitch(steps) : 0;
  return {
    panelRows: most,
    steps,
    rows,
    columns,
    packsB,
    bytesOfB: !packsB || packedB ? 0 : pitchOfB === 0 ? columns * pitch(steps) : packedBytes(n, steps),
    pitchOfB,
    bytesOfA: 4 * most * ((rows / most) * steps + OVERRUN + 1),
  };
}

/** Rows of A in a panel: 6 where multiply-adds are fused, if few rows are not left over. A small rest would wait for its sums. */
function panelRows({ m, fused = false }: ProductShape): number {
  const rest = m % FUSED_ROWS;
  return fused && (rest === 0 || rest >= PANEL_ROWS || m >= ROWS_FOR_ANY_REST) ? FUSED_ROWS : PANEL_ROWS;
}

/** Bytes of a matrix with `n` columns and `k` rows in packed panels. */
export function packedBytes(n: number, k: number): number {
  return PANEL_COLUMNS * Math.ceil(n / PANEL_COLUMNS) * pitch(k);
}

/** Bytes of a packed column: what a panel is written with does not reach into the next. */
function pitch(k: number): number {
  return 4 * (k + OVERRUN);
}
