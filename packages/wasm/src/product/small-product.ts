import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { loadBlocks, transpose4 } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import { walk } from '../loops/repeat.ts';
import type { ProductLocals, WriteProduct } from './product-code.ts';

/** The way in which the products of an element are added: one after another from the first or from zero on, or in four lanes. */
export type Summing = 'from the first' | 'from zero' | 'in lanes';

/** The most multiplications of vectors for which it pays: for more, loops over packed factors need fewer loads. Measured. */
const MOST_MULTIPLICATIONS: Readonly<Record<Summing, number>> = {
  'from the first': 16,
  'from zero': 80,
  'in lanes': 80,
};

/** The most values of k in sums by lanes: scalar products of longer rows need no turning. */
const MOST_IN_LANES = 7;

/** Values of k whose right factors are loaded at once: as many as lanes. */
const STEPS = 4;

/** True if a product is so small that a loop writes out each of its multiplications. */
export function isSmall({ m, n, k, packedB = false }: ProductShape, summing: Summing): boolean {
  if (packedB || (summing === 'in lanes' && k > MOST_IN_LANES)) return false;
  return m * Math.ceil(n / 4) * k <= MOST_MULTIPLICATIONS[summing];
}

/**
 * The product of small matrices, read where they lie: without loops, calls or packing, each element has the sum that a single
 * product of these sizes has. Up to 12 bytes behind the matrices are read.
 */
export function smallProduct(shape: ProductShape, summing: Summing): WriteProduct {
  const { m, n, transposeB } = shape;
  const lanes = summing === 'in lanes' ? STEPS : 1;
  // Eight sums, the right factors of a step or of four, and a left one fit into registers.
  const vectors = lanes > 1 || transposeB || n <= 4 ? 1 : 2;
  const rows = 8 / lanes / vectors;
  return (f, at) => {
    const locals = (count: number): number[] => Array.from({ length: count }, () => f.local('v128'));
    const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => locals(lanes)));
    const factors = { left: f.local('v128'), right: sums[0]!.map(() => locals(STEPS)) };
    for (let column = 0; column < n; column += 4 * vectors)
      for (let row = 0; row < m; row += rows) {
        const part = sums.slice(0, m - row).map(all => all.slice(0, Math.ceil((n - column) / 4)));
        addAll(f, at, shape, { row, column, sums: part, ...factors, skipsZero: summing === 'from the first' });
        store(f, at.c, n, { row, column, sums: part });
      }
  };
}

/** The rows and the vectors of columns of C that are summed at once, with their sums in locals by row, vector and lane. */
interface Block {
  readonly row: number;
  readonly column: number;
  readonly sums: readonly (readonly (readonly number[])[])[];
}

/** Locals: a left factor, and right factors by vector and value of k. */
interface Factors {
  readonly left: number;
  readonly right: readonly (readonly number[])[];
  /** True if the first products are not added to zeros. */
  readonly skipsZero: boolean;
}

/** Adds all products of a block: for each k those of its rows. */
function addAll(f: Func, at: ProductLocals, shape: ProductShape, block: Block & Factors): void {
  const { sums, row, left, right, skipsZero } = block;
  const { a: pitch } = pitchOf(shape);
  if (!skipsZero) for (const sum of sums.flat(2)) f.f32x4(0).set(sum);
  for (let p = 0; p < shape.k; p++) {
    sums[0]!.forEach((_, v) => loadRight(f, at.b, shape, { p, column: block.column + 4 * v, into: right[v]! }));
    sums.forEach((vectors, r) => {
      load(f, at.a, v128.load32Splat, shape.transposeA ? p * pitch + row + r : (row + r) * pitch + p, left);
      vectors.forEach((lanes, v) => {
        const [sum, factor] = [lanes[p % lanes.length]!, right[v]![p % STEPS]!];
        if (skipsZero && p === 0) f.get(left).get(factor).op(f32x4.mul).set(sum);
        else f.get(sum).get(left).get(factor).multiplyAdd().set(sum);
      });
    });
  }
}

/** Loads four columns of B for a value of k; if they are stored as rows, for it and the next three. */
function loadRight(
  f: Func,
  b: number,
  shape: ProductShape,
  { p, column, into }: { readonly p: number; readonly column: number; readonly into: readonly number[] },
): void {
  const { b: pitch } = pitchOf(shape);
  if (!shape.transposeB) return load(f, b, v128.load, p * pitch + column, into[p % STEPS]!);
  if (p % STEPS > 0) return;
  // A column that is missing repeats the last.
  into.forEach((local, j) => load(f, b, v128.load, Math.min(column + j, shape.n - 1) * pitch + p, local));
  transpose4(f, into);
}

function load(f: Func, address: number, opcode: number, element: number, into: number): void {
  const offset = 4 * element;
  f.get(address).memory(opcode, offset).set(into);
}

/** Adds up the lanes of sums and stores them. */
function store(f: Func, c: number, n: number, { row, column, sums }: Block): void {
  sums.forEach((vectors, r) =>
    vectors.forEach(([sum, second, third, fourth], v) => {
      if (fourth !== undefined)
        f.get(sum!).get(third!).op(f32x4.add).get(second!).get(fourth).op(f32x4.add).op(f32x4.add).set(sum!);
      f.storeLanes(c, sum!, Math.min(4, n - column - 4 * v), 4 * ((row + r) * n + column + 4 * v));
    }),
  );
}

/** Columns that one turn writes. */
const COLUMNS = 16;

/**
 * The product for few k, at least 1, with row-major B: each row of C is a sum of B's rows, times a number each, and is
 * written once. For k = 1, the outer product.
 */
export function fewSteps(shape: ProductShape): WriteProduct {
  const { m, n, k, transposeA } = shape;
  const pitch = pitchOf(shape);
  const rest = n % COLUMNS;
  const alongRow = 4 * (transposeA ? pitch.a : 1);
  const toNextRow = 4 * (transposeA ? 1 : pitch.a);
  const writeRows: WriteProduct = (f, at) => {
    const { lanes } = f;
    const [a, b, c] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [end, rowEnd] = [f.local('i32'), f.local('i32')];
    const left = Array.from({ length: k }, () => f.local('v128'));
    const sum = f.local('v128');
    const vector = (count: number, offset: number): void => {
      left.forEach((number, p) => {
        loadBlocks(f.get(number), b, count, offset + 4 * p * pitch.b);
        if (p > 0) f.multiplyAdd();
        else f.op(f32x4.mul);
      });
      f.set(sum).storeLanes(c, sum, count, offset);
    };

    f.get(at.a).set(a).get(at.c).set(c);
    plus(f, at.a, toNextRow * m).set(end);
    plus(f, at.b, 4 * (n - rest)).set(rowEnd);
    walk(f, a, { bytes: toNextRow, end }, () => {
      left.forEach((number, p) => {
        const offset = alongRow * p;
        f.get(a).memory(v128.load32Splat, offset).set(number);
      });
      f.get(at.b).set(b);
      if (n >= COLUMNS) {
        walk(f, b, { bytes: 4 * COLUMNS, end: rowEnd }, () => {
          for (let j = 0; j < COLUMNS; j += lanes) vector(lanes, 4 * j);
          advance(f, c, 4 * COLUMNS);
        });
      }
      for (let j = 0; j < rest; j += lanes) vector(Math.min(lanes, rest - j), 4 * j);
      advance(f, c, 4 * rest);
    });
  };
  return (f, at) => f.wide(n, () => writeRows(f, at));
}
