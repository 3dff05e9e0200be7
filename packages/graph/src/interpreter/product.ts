import type { TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { broadcastStrides, startsOf } from './bind.ts';

/** Multiplies matrices of sizes and strides that were fixed when it was bound, which begin at the places given. */
export type Multiply = (a: TypedArray, b: TypedArray, out: TypedArray, p: number, q: number, o: number) => void;

/** Sizes of a product `[m, k]·[k, n]` and the strides of its factors. */
export interface Extents {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: readonly [row: number, column: number];
  readonly b: readonly [row: number, column: number];
}

/** A tile of the result is this many rows high and columns wide: what fits into registers. */
const ROWS = 3;

const COLUMNS = 4;

/** The number of packed elements of the left factor that are reused before the next ones: they fit a second-level cache. */
const LEFT_BLOCK = 32_768;

/**
 * Prepares a matrix product. Sums are in float64 and in the order of k, whatever the sizes.
 *
 * - **Source** for packing and tiles: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008, §4
 */
export function product(extents: Extents): Multiply {
  const { m, n, k } = extents;
  return m < ROWS || n === 1 || k < COLUMNS ? byRows(extents) : byTiles(extents);
}

/** Row by row, for products too small to be worth packing. */
function byRows({ m, n, k, a: [ai, ak], b: [bk, bj] }: Extents): Multiply {
  const row = new Float64Array(n);
  return (a, b, out, p, q, o) => {
    for (let i = 0; i < m; i++, p += ai, o += n) {
      if (bj === 1 && n >= COLUMNS) {
        row.fill(0);
        for (let l = 0; l < k; l++) addScaled(row, a[p + l * ak]!, b, q + l * bk, n);
      } else for (let j = 0; j < n; j++) row[j] = dot(a, p, ak, b, q + j * bj, bk, k);
      for (let j = 0; j < n; j++) out[o + j] = row[j]!;
    }
  };
}

function addScaled(row: Float64Array, factor: number, b: TypedArray, start: number, n: number): void {
  for (let j = 0; j < n; j++) row[j]! += factor * b[start + j]!;
}

function dot(a: TypedArray, p: number, da: number, b: TypedArray, q: number, db: number, k: number): number {
  let sum = 0;
  for (let l = 0; l < k; l++, p += da, q += db) sum += a[p]! * b[q]!;
  return sum;
}

/** Both factors packed into panels in the order in which the tiles read them. */
function byTiles({ m, n, k, a: [ai, ak], b: [bk, bj] }: Extents): Multiply {
  const left = new Float64Array(Math.ceil(m / ROWS) * ROWS * k);
  const right = new Float64Array(Math.ceil(n / COLUMNS) * COLUMNS * k);
  const edge = new Float64Array(ROWS * COLUMNS);
  const block = Math.max(1, Math.floor(LEFT_BLOCK / (ROWS * k))) * ROWS;
  return (a, b, out, p, q, o) => {
    pack(left, ROWS, a, p, m, ai, k, ak);
    pack(right, COLUMNS, b, q, n, bj, k, bk);
    for (let from = 0; from < m; from += block) {
      const to = Math.min(m, from + block);
      for (let j = 0; j < n; j += COLUMNS)
        for (let i = from; i < to; i += ROWS) {
          if (i + ROWS <= m && j + COLUMNS <= n) tile(left, i * k, right, j * k, k, out, o + i * n + j, n);
          else {
            tile(left, i * k, right, j * k, k, edge, 0, COLUMNS);
            storeEdge(edge, out, o, i, j, m, n);
          }
        }
    }
  };
}

/** Panels of `width` rows, each in the order of k; rows that are missing in the last one stay 0. */
function pack(
  panels: Float64Array,
  width: number,
  x: TypedArray,
  start: number,
  rows: number,
  step: number,
  k: number,
  along: number,
): void {
  for (let first = 0; first < rows; first += width) {
    const count = Math.min(width, rows - first);
    if (step === 1) packAcross(panels, first * k, width, x, start + first, count, k, along);
    else
      for (let r = 0; r < count; r++) packAlong(panels, first * k + r, width, x, start + (first + r) * step, k, along);
  }
}

/** Rows that lie side by side: one row of `count` elements after the other. */
function packAcross(
  panels: Float64Array,
  to: number,
  width: number,
  x: TypedArray,
  from: number,
  count: number,
  k: number,
  along: number,
): void {
  for (let l = 0; l < k; l++, to += width, from += along) for (let r = 0; r < count; r++) panels[to + r] = x[from + r]!;
}

function packAlong(
  panels: Float64Array,
  to: number,
  width: number,
  x: TypedArray,
  from: number,
  k: number,
  along: number,
): void {
  for (let l = 0; l < k; l++, to += width, from += along) panels[to] = x[from]!;
}

/** Three by four results held in registers while k runs. */
function tile(
  left: Float64Array,
  p: number,
  right: Float64Array,
  q: number,
  k: number,
  out: TypedArray,
  o: number,
  stride: number,
): void {
  let c00 = 0,
    c01 = 0,
    c02 = 0,
    c03 = 0;
  let c10 = 0,
    c11 = 0,
    c12 = 0,
    c13 = 0;
  let c20 = 0,
    c21 = 0,
    c22 = 0,
    c23 = 0;
  for (const end = p + ROWS * k; p < end; p += ROWS, q += COLUMNS) {
    const b0 = right[q]!,
      b1 = right[q + 1]!,
      b2 = right[q + 2]!,
      b3 = right[q + 3]!;
    let x = left[p]!;
    c00 += x * b0;
    c01 += x * b1;
    c02 += x * b2;
    c03 += x * b3;
    x = left[p + 1]!;
    c10 += x * b0;
    c11 += x * b1;
    c12 += x * b2;
    c13 += x * b3;
    x = left[p + 2]!;
    c20 += x * b0;
    c21 += x * b1;
    c22 += x * b2;
    c23 += x * b3;
  }
  out[o] = c00;
  out[o + 1] = c01;
  out[o + 2] = c02;
  out[o + 3] = c03;
  o += stride;
  out[o] = c10;
  out[o + 1] = c11;
  out[o + 2] = c12;
  out[o + 3] = c13;
  o += stride;
  out[o] = c20;
  out[o + 1] = c21;
  out[o + 2] = c22;
  out[o + 3] = c23;
}

function storeEdge(edge: Float64Array, out: TypedArray, o: number, i: number, j: number, m: number, n: number): void {
  for (let r = 0; r < ROWS && i + r < m; r++)
    for (let c = 0; c < COLUMNS && j + c < n; c++) out[o + (i + r) * n + j + c] = edge[r * COLUMNS + c]!;
}

/**
 * The last axis of the left factor contracted with the last but one of the right, matrix by matrix along the leading
 * axes; both are read through their strides.
 */
export const contraction: LoopKernel = {
  kind: 'loop',
  loop: 'contraction',
  parameters: {},
  strided: true,
  bind: (output, [left, right]) => {
    const batch = output.shape!.slice(0, -2);
    const [a, b] = [left!.strides!, right!.strides!];
    const [rows, k] = left!.shape!.slice(-2) as [number, number];
    const n = right!.shape!.at(-1)!;
    const steps = a.slice(-2) as [number, number];
    const aLead = broadcastStrides(left!.shape!.slice(0, -2), a, batch);
    const bLead = broadcastStrides(right!.shape!.slice(0, -2), b, batch);
    let m = rows;
    // Left matrices that share a right one, and whose rows continue each other, are multiplied as one.
    while (bLead.at(-1) === 0 && aLead.at(-1) === m * steps[0]) {
      m *= batch.pop()!;
      aLead.pop();
      bLead.pop();
    }
    const extents = { m, n, k, a: steps, b: b.slice(-2) as [number, number] };
    const [multiply, multiplyWhole] = [product(extents), wholeProduct(extents)];
    const [starts, others] = [startsOf(batch, aLead), startsOf(batch, bLead)];
    return () => {
      const out = output.write();
      const each = out instanceof Int32Array ? multiplyWhole : multiply;
      starts.forEach((p, i) => each(left!.data, right!.data, out, p, others[i]!, i * m * n));
    };
  },
};

/** Prepares a product of int32 matrices, exact in two's complement: float64 would round what is above 2⁵³. */
function wholeProduct({ m, n, k, a: [ai, ak], b: [bk, bj] }: Extents): Multiply {
  return (a, b, out, p, q, o) => {
    for (let i = 0; i < m; i++, p += ai, o += n) {
      out.fill(0, o, o + n);
      for (let l = 0; l < k; l++) {
        const factor = a[p + l * ak]!;
        for (let j = 0, at = q + l * bk; j < n; j++, at += bj) out[o + j]! += Math.imul(factor, b[at]!);
      }
    }
  };
}
