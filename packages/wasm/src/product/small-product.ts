import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import { pitchOf } from './pitch-of.ts';
import type { ProductLocals, WriteProduct } from './product-code.ts';
import { transpose4 } from './transpose4.ts';

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

/** True if a product is so small that each multiplication in it is written by itself. */
export function isSmall({ m, n, k, packedB = false }: ProductShape, summing: Summing): boolean {
  if (packedB || (summing === 'in lanes' && k > MOST_IN_LANES)) return false;
  return m * Math.ceil(n / 4) * k <= MOST_MULTIPLICATIONS[summing];
}

/** The rows and the vectors of columns of C that are summed at once. */
interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly vectors: number;
}

/**
 * The product of small matrices, read where they lie: without loops, calls or packing, each element has the sum that a single
 * product of these sizes has. Up to 12 bytes behind the matrices are read.
 */
export function smallProduct(shape: ProductShape, summing: Summing): WriteProduct {
  return (f, at) => new SmallProduct(f, at, shape, summing).write();
}

class SmallProduct {
  readonly #f: Func;
  readonly #at: ProductLocals;
  readonly #shape: ProductShape;
  readonly #pitch: { readonly a: number; readonly b: number };
  readonly #summing: Summing;
  /** The sums that are added up at the end, for each element. */
  readonly #lanes: number;
  readonly #most: { readonly rows: number; readonly vectors: number };
  /** Locals: sums by row, vector and lane; right factors by vector and value of k; a left factor. */
  readonly #sums: readonly (readonly (readonly number[])[])[];
  readonly #right: readonly (readonly number[])[];
  readonly #left: number;

  constructor(f: Func, at: ProductLocals, shape: ProductShape, summing: Summing) {
    this.#f = f;
    this.#at = at;
    this.#shape = shape;
    this.#pitch = pitchOf(shape);
    this.#summing = summing;
    this.#lanes = summing === 'in lanes' ? STEPS : 1;
    // Eight sums, the right factors of a step or of four, and a left one fit into registers.
    this.#most =
      this.#lanes > 1
        ? { rows: 2, vectors: 1 }
        : shape.transposeB || shape.n <= 4
          ? { rows: 8, vectors: 1 }
          : { rows: 4, vectors: 2 };
    const { rows, vectors } = this.#most;
    const locals = (count: number): number[] => Array.from({ length: count }, () => f.local('v128'));
    this.#sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => locals(this.#lanes)));
    this.#right = Array.from({ length: vectors }, () => locals(STEPS));
    this.#left = f.local('v128');
  }

  write(): void {
    const { m, n, k } = this.#shape;
    const { rows, vectors } = this.#most;
    for (let column = 0; column < n; column += 4 * vectors)
      for (let row = 0; row < m; row += rows) {
        const block = {
          row,
          rows: Math.min(rows, m - row),
          column,
          vectors: Math.min(vectors, Math.ceil((n - column) / 4)),
        };
        this.#begin(block);
        for (let first = 0; first < k; first += STEPS) this.#addSteps(block, first);
        this.#store(block);
      }
  }

  #begin({ rows, vectors }: Block): void {
    if (this.#summing === 'from the first') return;
    for (const row of this.#sums.slice(0, rows))
      for (const lanes of row.slice(0, vectors)) for (const sum of lanes) this.#f.f32x4(0).set(sum);
  }

  /** Adds the products of up to four values of k. */
  #addSteps(block: Block, first: number): void {
    const { k, transposeB } = this.#shape;
    const steps = Math.min(STEPS, k - first);
    if (transposeB) this.#loadTransposed(block, first);
    for (let step = 0; step < steps; step++) {
      if (!transposeB) this.#loadRight(block, first + step, step);
      for (let r = 0; r < block.rows; r++) this.#addRow(block, r, first + step, step);
    }
  }

  #addRow({ row, vectors }: Block, r: number, p: number, step: number): void {
    const f = this.#f;
    const { transposeA } = this.#shape;
    const pitch = this.#pitch.a;
    const offset = transposeA ? p * pitch + row + r : (row + r) * pitch + p;
    f.get(this.#at.a)
      .memory(v128.load32Splat, 4 * offset)
      .set(this.#left);
    for (let v = 0; v < vectors; v++) {
      const sum = this.#sums[r]![v]![step % this.#lanes]!;
      const right = this.#right[v]![step]!;
      if (this.#summing === 'from the first' && p === 0) f.get(this.#left).get(right).op(f32x4.mul).set(sum);
      else f.get(sum).get(this.#left).get(right).multiplyAdd().set(sum);
    }
  }

  #loadRight({ column, vectors }: Block, p: number, step: number): void {
    for (let v = 0; v < vectors; v++) this.#load(p * this.#pitch.b + column + 4 * v, this.#right[v]![step]!);
  }

  /** Loads four values of k for each of four columns, which are rows of B, and turns them. A column that is missing repeats the last. */
  #loadTransposed({ column, vectors }: Block, first: number): void {
    for (let v = 0; v < vectors; v++) {
      const right = this.#right[v]!;
      right.forEach((local, j) => {
        const row = Math.min(column + 4 * v + j, this.#shape.n - 1);
        this.#load(row * this.#pitch.b + first, local);
      });
      transpose4(this.#f, right);
    }
  }

  #load(element: number, into: number): void {
    this.#f.get(this.#at.b).memory(v128.load, 4 * element).set(into); // prettier-ignore
  }

  #store({ row, rows, column, vectors }: Block): void {
    const f = this.#f;
    const { n } = this.#shape;
    for (let r = 0; r < rows; r++)
      for (let v = 0; v < vectors; v++) {
        const lanes = this.#sums[r]![v]!;
        const [sum, second, third, fourth] = lanes as [number, number, number, number];
        if (this.#lanes > 1)
          f.get(sum).get(third).op(f32x4.add).get(second).get(fourth).op(f32x4.add).op(f32x4.add).set(sum);
        f.storeLanes(this.#at.c, sum, Math.min(4, n - column - 4 * v), 4 * ((row + r) * n + column + 4 * v));
      }
  }
}
