import { advance, advanceBy, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import { countDown, walk } from '../loops/repeat.ts';
import { MOST_STEPS } from './cut.ts';
import type { WriteProduct } from './product-code.ts';

/** Scalar products of rows of A with rows of B. */
interface Dots {
  /** Rows of A. */
  readonly rows: number;
  /** Rows of B: times those of A, at most 8. */
  readonly columns: number;
  /** The length of the rows. */
  readonly k: number;
  /** Elements from one row to the next. */
  readonly pitch: { readonly a: number; readonly b: number };
}

/**
 * The function `(a, b, c, cStride, blocks)`: all products of `rows` rows of A with `columns` rows of B, `blocks` ≥ 1 times for
 * the next rows of B. Each is summed in four lanes, by k modulo 4; then lanes 0 and 2, 1 and 3, and both sums are added. The sums of
 * blocks of {@link MOST_STEPS} values of k are added in float64.
 */
function dots(kernels: Kernels, sizes: Dots): number {
  const { rows, columns, k, pitch } = sizes;
  return kernels.of(`dots ${rows}×${columns}×${k}/${pitch.a},${pitch.b}`, 5, f => writeDots(f, sizes));
}

const [A, B, C, C_STRIDE, BLOCKS] = [0, 1, 2, 3, 4] as const;

function writeDots(f: Func, { rows, columns, k, pitch }: Dots): void {
  const sums = Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.local('v128')));
  const left = Array.from({ length: rows }, () => f.local('v128'));
  const right = f.local('v128');
  const [a, b, c, end] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];

  const step = (width: number): void => {
    for (const [r, row] of left.entries()) loadFirst(f, { address: a, offset: 4 * r * pitch.a, width, into: row });
    for (let j = 0; j < columns; j++) {
      loadFirst(f, { address: b, offset: 4 * j * pitch.b, width, into: right });
      for (const [r, row] of sums.entries()) {
        f.get(row[j]!).get(left[r]!).get(right).multiplyAdd().set(row[j]!);
      }
    }
  };
  const clear = (): void => {
    for (const sum of sums.flat()) f.f32x4(0).set(sum);
  };
  const endAfter = (start: number, length: number): void => void plus(f, start, 4 * (length - (length % 4))).set(end);
  const add = (length: number): void => {
    if (length >= 4) {
      walk(f, a, { bytes: 16, end }, () => {
        step(4);
        advance(f, b, 16);
      });
    }
    if (length % 4 > 0) step(length % 4);
  };
  const long = isLong({ k }) ? longSums(f, { sums, right, k }) : undefined;

  if (long === undefined) endAfter(A, k);
  countDown(f, BLOCKS, () => {
    clear();
    f.get(A).set(a).get(B).set(b).get(C).set(c);
    if (long === undefined) add(k);
    else
      long.write(length => {
        clear();
        endAfter(a, length);
        add(length);
      });
    sums.forEach((row, r) => {
      for (let j = 0; j < columns; j += 4) {
        if (long === undefined) sumEach(f, row.slice(j, j + 4), right);
        else pushRounded(f, long.totals[r]![j / 4]!).set(right);
        f.storeLanes(c, right, Math.min(4, columns - j), 4 * j);
      }
      advanceBy(f, c, C_STRIDE);
    });
    advance(f, B, 4 * columns * pitch.b);
    advance(f, C, 4 * columns);
  });
}

/** Sums in four lanes by row and column, a local for four of their sums, and the number of all products of an element. */
interface Lanes {
  readonly sums: readonly (readonly number[])[];
  readonly right: number;
  readonly k: number;
}

/** The totals of blocks in float64, two vectors for each four columns of a row, and the code that adds up all blocks. */
interface LongSums {
  readonly totals: readonly (readonly (readonly [low: number, high: number])[])[];
  /** Writes the loop over blocks, each of which `block` sums in lanes. */
  readonly write: (block: (length: number) => void) => void;
}

function longSums(f: Func, { sums, right, k }: Lanes): LongSums {
  const times = f.local('i32');
  const totals = sums.map(row =>
    Array.from({ length: Math.ceil(row.length / 4) }, () => [f.local('v128'), f.local('v128')] as const),
  );
  const add = (): void =>
    sums.forEach((row, r) =>
      totals[r]!.forEach((halves, four) => {
        sumEach(f, row.slice(4 * four, 4 * four + 4), right);
        halves.forEach((total, half) => pushHalf(f.get(total), right, half).op(f64x2.add).set(total));
      }),
    );
  return {
    totals,
    write: block => {
      for (const total of totals.flat(2)) f.f64x2(0).set(total);
      f.i32(Math.floor(k / MOST_STEPS)).set(times);
      countDown(f, times, () => {
        block(MOST_STEPS);
        add();
      });
      if (k % MOST_STEPS === 0) return;
      block(k % MOST_STEPS);
      add();
    },
  };
}

/** Loads 1 to 4 numbers into a local; the lanes after them are 0. */
function loadFirst(
  f: Func,
  { address, offset, width, into }: { address: number; offset: number; width: number; into: number },
): void {
  const load = width === 4 ? v128.load : width === 1 ? v128.load32Zero : v128.load64Zero;
  f.get(address).memory(load, offset).set(into);
  if (width !== 3) return;
  f.get(address).get(into);
  f.memoryLane(v128.load32Lane, 2, offset + 8).set(into);
}

/** The sums over the lanes of 1 to 4 vectors, as the first lanes of one. */
function sumEach(f: Func, vectors: readonly number[], into: number): void {
  const [first = 0, second = first, third = first, fourth = third] = vectors;
  const [x, y] = [f.local('v128'), f.local('v128')];
  const addHalves = (a: number, b: number, sum: number): void => {
    f.get(a).get(b).shuffle(0, 4, 1, 5).get(a).get(b).shuffle(2, 6, 3, 7).op(f32x4.add).set(sum);
  };
  addHalves(first, second, x);
  addHalves(third, fourth, y);
  f.get(x).get(y).shuffle(0, 1, 4, 5).get(x).get(y).shuffle(2, 3, 6, 7).op(f32x4.add).set(into);
}

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

/** True if k is so long that a product is summed in blocks of it. */
export function isLong({ k }: Pick<ProductShape, 'k'>): boolean {
  return k > MOST_STEPS;
}

/** Bytes of float64 sums for so many elements of C, in whole vectors. */
export function bytesOfSums(elements: number): number {
  return 16 * Math.ceil(elements / 2);
}

/** The parameters of the function that adds a block's share. */
const [ADDED, SUMS, COUNT, BEFORE, AFTER] = [0, 1, 2, 3, 4] as const;

/**
 * The function `(c, sums, count, before, after)`: adds `count` elements of C, which come from a block of k, to sums in float64.
 * Before the first block there are no k, and the sums need not be set; after the last there are none, and C becomes their sum.
 * Whatever else C is computed with, the order of the sum is that of the blocks.
 */
export function addBlock(kernels: Kernels): number {
  return kernels.of('add block', 5, f => {
    f.get(AFTER).op(i32.eqz);
    f.if(
      () => eachElement(f, { adds: true, ends: true }),
      () => {
        f.get(BEFORE).op(i32.eqz);
        f.if(
          () => eachElement(f, { adds: false, ends: false }),
          () => eachElement(f, { adds: true, ends: false }),
        );
      },
    );
  });
}

/** The treatment of each element: it is added to a sum or begins one, and the result is stored in C or as a sum. */
interface Adding {
  readonly adds: boolean;
  readonly ends: boolean;
}

function eachElement(f: Func, adding: Adding): void {
  const times = f.local('i32');
  f.get(COUNT).i32(2).op(i32.shrU).tee(times);
  f.if(() => countDown(f, times, () => fourElements(f, adding)));
  f.get(COUNT).i32(3).op(i32.and).tee(times);
  f.if(() => countDown(f, times, () => oneElement(f, adding)));
}

function fourElements(f: Func, { adds, ends }: Adding): void {
  const vector = f.local('v128');
  const halves = [f.local('v128'), f.local('v128')] as const;
  f.get(ADDED).memory(v128.load).set(vector);
  halves.forEach((half, i) => {
    pushHalf(f, vector, i);
    if (adds) f.get(SUMS).memory(v128.load, 16 * i).op(f64x2.add); // prettier-ignore
    f.set(half);
    if (!ends)
      f.get(SUMS)
        .get(half)
        .memory(v128.store, 16 * i);
  });
  if (ends) pushRounded(f.get(ADDED), halves).memory(v128.store);
  advance(f, ADDED, 16);
  advance(f, SUMS, 32);
}

function oneElement(f: Func, { adds, ends }: Adding): void {
  f.get(ends ? ADDED : SUMS)
    .get(ADDED)
    .memory(f32.load)
    .op(f64.promoteF32);
  if (adds) f.get(SUMS).memory(f64.load).op(f64.add);
  if (ends) f.op(f32.demoteF64).memory(f32.store);
  else f.memory(f64.store);
  advance(f, ADDED, 4);
  advance(f, SUMS, 8);
}
