import { advance, advanceBy, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { loadBlocks, SUMS_OF_WIDE_CODE, widestOf } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import { countDown, walk } from '../loops/repeat.ts';
import { addBlock, bytesOfSums, isLong } from './dots.ts';
import { MOST_STEPS } from './cut.ts';
import type { WriteProduct } from './product-code.ts';

/** One of the loops that multiply. */
interface Tile {
  /** Rows of C that are summed at once, for each panel of A. */
  readonly rows: number;
  /** Columns of C that are summed at once: in vectors of 4, times the rows, at most 8, or 12 where multiply-adds are fused. */
  readonly columns: number;
  /** Bytes in B from one k to the next. */
  readonly strideOfB: number;
  /** Panels of B that the columns lie in, each with as many of them; 1 by default. */
  readonly panels?: number;
  /** Panels of A that are multiplied at once, each with as many rows; 1 by default. */
  readonly tall?: number;
  /** True if the sums are added to the elements of C. */
  readonly accumulate?: boolean;
}

/** Measured: 9 are 5 % faster than 3, and as fast as 10. */
const STEPS_A_TURN = 9;

/** The most sums next to which the left factors of all rows fit into registers. */
const SUMS_WITH_ALL_LEFTS = 8;

/** Columns that have one vector for each row, if there are vectors of so many. Of more columns, each row has two: then there are sums enough to go on while others wait. */
const NARROW = 8;

/** The parameters of a tile's function. */
const [A, A_STRIDE, B, C, C_STRIDE, STEPS, BLOCKS, PANEL_STRIDE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * The function `(a, aStride, b, c, cStride, steps, blocks)` for a column of tiles in C: `blocks` ≥ 1 times `rows` rows, where
 * each element is a plain sum over `steps` ≥ 1 values of k; of a tall tile, that many times the rows of all its panels. The strides are bytes: in A from one k to the next, in C from row
 * to row. For each k, the elements of A for the rows are side by side, and those of B for the columns; A's next block follows
 * the steps of this one. B and C are read in whole vectors.
 *
 * Several steps make a turn, with an exit after each: without it the compiler mixes them and runs out of registers. Only A's
 * address moves in each: V8 adds offsets to it by instructions, but not to that of B.
 */
export function tile(kernels: Kernels, tile: Tile): number {
  const { rows, columns, strideOfB, accumulate = false, panels = 1, tall = 1 } = tile;
  const key = `tile ${rows}×${columns}/${strideOfB}${accumulate ? '+' : ''}${panels > 1 ? ` in ${panels}` : ''}${tall > 1 ? ` by ${tall}` : ''}`;
  return kernels.of(key, panels > 1 ? 8 : 7, f => f.wide(elementsOf(columns), () => writeTile(f, tile)));
}

/** Neighbouring elements for a vector of a tile with so many columns. */
function elementsOf(columns: number): number {
  return Math.max(NARROW, columns / 2);
}

/** Panels of A, of so many rows each, whose sums fit into the registers of wide code together. */
export function panelsAtOnce({ lanes }: Kernels, rows: number, columns: number): number {
  if (lanes === 4) return 1;
  const vectors = Math.ceil(columns / widestOf(lanes, elementsOf(columns)));
  return 2 * rows * vectors <= SUMS_OF_WIDE_CODE[lanes]! ? 2 : 1;
}

function writeTile(f: Func, { rows, columns, strideOfB, accumulate, panels = 1, tall = 1 }: Tile): void {
  const { lanes } = f;
  const vectors = Math.ceil(columns / lanes);
  const sums = Array.from({ length: tall * rows }, () => Array.from({ length: vectors }, () => f.local('v128')));
  const right = Array.from({ length: vectors }, () => f.local('v128'));
  const left = f.local('v128');
  const [a, b, end, c] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
  const as = [a, ...Array.from({ length: tall - 1 }, () => f.local('i32'))];
  const bs = [b, ...Array.from({ length: panels - 1 }, () => f.local('i32'))];
  const each = columns / panels;
  const factors = right.map((into, v): RightFactor => {
    const first = lanes * v;
    const count = Math.min(lanes, columns - first);
    if (panels === 1) return { into, load: offset => loadBlocks(f, b, count, offset + 4 * first) };
    const addresses = Array.from({ length: lanes / 4 }, (_, block) => bs[Math.floor((first + 4 * block) / each)]!);
    const offsets = Array.from({ length: lanes / 4 }, (_, block) => 4 * ((first + 4 * block) % each));
    return {
      into,
      load: offset =>
        f.gather(
          addresses,
          offsets.map(o => o + offset),
        ),
    };
  });
  const step = stepOf(f, { sums, left, right: factors, as, end, strideOfB });
  const eachSum = (use: (sum: number, vector: number) => void): void => {
    f.get(C).set(c);
    for (const row of sums) {
      row.forEach(use);
      advanceBy(f, c, C_STRIDE);
    }
  };
  countDown(f, BLOCKS, () => {
    for (const sum of sums.flat()) f.f32x4(0).set(sum);
    f.get(STEPS).get(A_STRIDE).op(i32.mul).get(A).tee(a).op(i32.add).set(end);
    as.slice(1).forEach((other, n) => f.get(as[n]!).get(STEPS).get(A_STRIDE).op(i32.mul).op(i32.add).set(other));
    f.get(B).set(b);
    bs.slice(1).forEach((other, n) => f.get(bs[n]!).get(PANEL_STRIDE).op(i32.add).set(other));
    f.block(() => {
      f.loop(() => {
        for (let i = 0; i < STEPS_A_TURN - 1; i++) {
          step(i);
          f.op(i32.eq).brIf(1);
        }
        step(STEPS_A_TURN - 1);
        f.op(i32.ne);
        for (const address of bs) advance(f, address, STEPS_A_TURN * strideOfB);
        f.brIf(0);
      });
    });
    eachSum((sum, v) => {
      const [count, offset] = [Math.min(lanes, columns - lanes * v), 4 * lanes * v];
      if (accumulate) loadBlocks(f, c, count, offset).get(sum).op(f32x4.add).set(sum);
      f.storeLanes(c, sum, count, offset);
    });
    f.get(as.at(-1)!).set(A).get(c).set(C);
  });
}

/** A vector of right factors: its local, where it is loaded from, and how many of its lanes count. */
interface RightFactor {
  readonly into: number;
  readonly load: (offset: number) => void;
}

/** Locals: the sums by row and vector, the factors of one k, the addresses in panels of A and the end of the first. */
interface Factors {
  readonly sums: readonly (readonly number[])[];
  readonly left: number;
  readonly right: readonly RightFactor[];
  readonly as: readonly number[];
  readonly end: number;
  readonly strideOfB: number;
}

/** Writes the n-th step of a turn: adds the products for one k, moves A's address, and pushes it and its end. */
function stepOf(f: Func, { sums, left, right, as, end, strideOfB }: Factors): (n: number) => void {
  const [a] = as as readonly [number];
  const rows = sums.length / as.length;
  const loadLeft = (row: number): void => {
    f.get(as[Math.floor(row / rows)]!)
      .memory(v128.load32Splat, 4 * (row % rows))
      .set(left);
  };
  const isTall = f.lanes === 4 && sums.flat().length > SUMS_WITH_ALL_LEFTS;
  const multiply = f.repeatable(() => {
    sums.forEach((row, r) => {
      if (r > 0 && isTall) pin(f, a, -r);
      if (r > 0) loadLeft(r);
      row.forEach((sum, v) => f.get(sum).get(left).get(right[v]!.into).multiplyAdd().set(sum));
    });
    for (const address of as) advanceBy(f, address, A_STRIDE);
    f.get(a).get(end);
  });
  return n => {
    loadLeft(0);
    for (const { into, load } of right) {
      load(n * strideOfB);
      f.set(into);
    }
    multiply();
  };
}

/**
 * Keeps what is written before in front of what comes after, by an exit at an address that no element has. Without it V8 loads
 * the left factors of all rows ahead of the first multiplication, and runs out of registers.
 */
function pin(f: Func, address: number, none: number): void {
  f.get(address).i32(none).op(i32.eq).brIf(1);
}

/** Columns whose sums fit into registers. */
const MOST_COLUMNS = 32;

/** Rows of B that are added to C at once. */
const ROWS_AT_ONCE = 8;

/** Bytes of scratch that {@link rowTimesMatrix} wants. */
export function rowScratch(shape: ProductShape): number {
  return isLong(shape) ? bytesOfSums(shape.n) : 0;
}

/**
 * The product of one row with row-major B, in plain sums over up to {@link MOST_STEPS} values of k; the sums of such blocks are
 * added in float64.
 */
export function rowTimesMatrix(kernels: Kernels, shape: ProductShape): WriteProduct {
  const { n, k } = shape;
  const pitch = pitchOf(shape).b;
  if (!isLong(shape)) return oneBlock(kernels, { n, k, pitch });
  const rest = k % MOST_STEPS;
  const whole = oneBlock(kernels, { n, k: MOST_STEPS, pitch });
  const last = rest > 0 ? oneBlock(kernels, { n, k: rest, pitch }) : undefined;
  const add = addBlock(kernels);
  return (f, at) => {
    const [a, b, before, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    const block = (write: WriteProduct, steps: number): void => {
      write(f, { ...at, a, b });
      f.get(at.c).get(at.scratch).i32(n).get(before);
      advance(f, before, steps);
      f.i32(k).get(before).op(i32.sub).call(add);
      advance(f, b, 4 * pitch * steps);
    };
    f.get(at.a).set(a).get(at.b).set(b).i32(0).set(before);
    plus(f, a, 4 * (k - rest)).set(end);
    walk(f, a, { bytes: 4 * MOST_STEPS, end }, () => block(whole, MOST_STEPS));
    if (last !== undefined) block(last, rest);
  };
}

/** A block of k values, and the elements from one row of B to the next. */
interface Block {
  readonly n: number;
  readonly k: number;
  readonly pitch: number;
}

/** The product for one block of k. */
function oneBlock(kernels: Kernels, { n, k, pitch }: Block): WriteProduct {
  const rowBytes = 4 * n;
  if (n <= MOST_COLUMNS) {
    const sums = tile(kernels, { rows: 1, columns: n, strideOfB: 4 * pitch });
    return (f, { a, b, c }) => f.get(a).i32(4).get(b).get(c).i32(rowBytes).i32(k).i32(1).call(sums);
  }
  const rest = k % ROWS_AT_ONCE;
  const blocks = (k - rest) / ROWS_AT_ONCE;
  const whole = blocks > 0 ? addRows(kernels, ROWS_AT_ONCE, { n, pitch }) : undefined;
  const last = rest > 0 ? addRows(kernels, rest, { n, pitch }) : undefined;
  return (f, { a, b, c }) => {
    f.get(c).i32(0).i32(rowBytes).fill();
    if (whole !== undefined) f.get(a).get(b).get(c).i32(blocks).call(whole);
    if (last === undefined) return;
    plus(f, a, 4 * (k - rest));
    plus(f, b, 4 * pitch * (k - rest));
    f.get(c).i32(1).call(last);
  };
}

/**
 * The function `(a, b, c, blocks)`: adds `steps` rows of B, each times its number of A, to the row C; `blocks` ≥ 1 times for
 * the next rows. B is read from its beginning to its end, as memory likes it.
 */
function addRows(kernels: Kernels, steps: number, { n, pitch }: Omit<Block, 'k'>): number {
  const [A, B, C, BLOCKS] = [0, 1, 2, 3] as const;
  const write = (f: Func): void => {
    const { lanes } = f;
    const left = Array.from({ length: steps }, () => f.local('v128'));
    const sum = f.local('v128');
    const [c, end] = [f.local('i32'), f.local('i32')];
    const rest = n % lanes;
    const vector = (count: number): void => {
      loadBlocks(f, c, count);
      left.forEach((number, p) => loadBlocks(f.get(number), B, count, 4 * p * pitch).multiplyAdd());
      f.set(sum).storeLanes(c, sum, count);
    };
    plus(f, C, 4 * (n - rest)).set(end);
    countDown(f, BLOCKS, () => {
      left.forEach((number, p) => {
        const offset = 4 * p;
        f.get(A).memory(v128.load32Splat, offset).set(number);
      });
      f.get(C).set(c);
      walk(f, c, { bytes: 4 * lanes, end }, () => {
        vector(lanes);
        advance(f, B, 4 * lanes);
      });
      if (rest > 0) vector(rest);
      advance(f, B, 4 * (steps * pitch - n + rest));
      advance(f, A, 4 * steps);
    });
  };
  return kernels.of(`add rows ${steps}×${n}/${pitch}`, 4, f => f.wide(n, () => write(f)));
}
