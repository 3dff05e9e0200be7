import { advance, plus } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { loadBlocks, pushHalf, pushRounded, SUMS_OF_WIDE_CODE, widestOf } from '../assembler/lanes.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import { nested, repeat } from '../loops/repeat.ts';

/**
 * Tiles of a product whose left factor is read through windows, where it lies. All distances are bytes: in A, the left factor,
 * and in C, the result.
 */
export interface WindowTile {
  /** The places of the tile's rows in A and in C. */
  readonly rows: readonly Place[];
  /** Columns of C that are summed at once, in vectors: see {@link rowsOfTile}. */
  readonly columns: number;
  /** The values of k, in one block or in several that are summed apart. In B they follow each other. */
  readonly blocks: readonly StepBlock[];
  /** From one value of k to the next in a block: in A and in B. */
  readonly stepOfA: number;
  readonly strideOfB: number;
  /** True if A has an element for each column: each channel has its own filter. */
  readonly lanewise: boolean;
  /** Bytes from one image to the next in A, if the sums are over several: then B goes on from image to image. */
  readonly image?: number;
  /** The loops over tiles, the outermost first. */
  readonly walks: readonly (Place & { readonly count: number })[];
}

interface Place {
  readonly a: number;
  readonly c: number;
}

/** Values of k: where they begin in A, loops that move A, the outermost first, and the number of steps in the innermost. */
export interface StepBlock {
  readonly a: number;
  readonly runs: readonly { readonly count: number; readonly a: number }[];
  readonly steps: number;
}

/** Values of k in a turn of the innermost loop. */
const STEPS_A_TURN = 9;

/** Vectors that a tile sums at once, by their lanes: more do not fit into registers. */
const ACCUMULATORS: Readonly<Record<number, number>> = { 4: 8, ...SUMS_OF_WIDE_CODE };

/** The most rows of a tile of so many columns, where vectors of wide code have so many lanes. */
export function rowsOfTile(columns: number, lanes: number): number {
  const wide = widestOf(lanes, columns);
  return Math.floor(ACCUMULATORS[wide]! / Math.ceil(columns / wide));
}

/** Bytes of the sums of a tile in float64. */
export function bytesOfTileSums(lanes: number): number {
  return 8 * lanes * ACCUMULATORS[lanes]!;
}

/** The parameters of the function. */
const [A, B, C, SUMS, IMAGES] = [0, 1, 2, 3, 4] as const;

/**
 * The function `(a, b, c, sums, images)` for tiles of C whose places follow from loops: each element is a plain sum over the values
 * of k in a block; those of several blocks are added in float64, at the address `sums`. The number of images counts only if a tile
 * sums over them.
 *
 * Several steps make a turn, with an exit after each: without it the compiler mixes them and runs out of registers.
 */
export function windowTile(kernels: Kernels, tile: WindowTile): number {
  return kernels.of(`window tile ${JSON.stringify(tile)}`, 5, f =>
    f.wide(tile.columns, () => new TileCode(f, tile).write()),
  );
}

class TileCode {
  readonly #f: Func;
  readonly #tile: WindowTile;
  /** Locals: the sums by row and vector, the factors of one k, the addresses in A and B, and the end of A. */
  readonly #sums: readonly (readonly number[])[];
  readonly #right: readonly number[];
  readonly #left: number;
  readonly #a: number;
  readonly #b: number;
  readonly #end: number;

  constructor(f: Func, tile: WindowTile) {
    const vectors = Math.ceil(tile.columns / f.lanes);
    this.#f = f;
    this.#tile = tile;
    this.#sums = tile.rows.map(() => Array.from({ length: vectors }, () => f.local('v128')));
    this.#right = Array.from({ length: vectors }, () => f.local('v128'));
    this.#left = f.local('v128');
    [this.#a, this.#b, this.#end] = [f.local('i32'), f.local('i32'), f.local('i32')];
  }

  write(): void {
    const loops = this.#tile.walks.map(({ count, a, c }) => ({ count, moves: [[A, a], [C, c]] as const })); // prettier-ignore
    nested(this.#f, loops, () => this.#oneTile());
  }

  #oneTile(): void {
    const { blocks } = this.#tile;
    this.#f.get(B).set(this.#b);
    blocks.forEach((block, n) => {
      for (const sum of this.#sums.flat()) this.#f.f32x4(0).set(sum);
      this.#block(block);
      if (blocks.length > 1) this.#addBlock(n === 0);
    });
    const { columns } = this.#tile;
    const { lanes } = this.#f;
    this.#eachSum((sum, c, v, n) => {
      if (blocks.length > 1) this.#roundedSum(sum, n);
      this.#f.storeLanes(C, sum, Math.min(lanes, columns - lanes * v), c);
    });
  }

  #eachSum(use: (sum: number, c: number, vector: number, number: number) => void): void {
    const { rows } = this.#tile;
    this.#sums.forEach((row, r) =>
      row.forEach((sum, v) => use(sum, rows[r]!.c + 4 * this.#f.lanes * v, v, r * row.length + v)),
    );
  }

  #block({ a, runs, steps }: StepBlock): void {
    const { image } = this.#tile;
    plus(this.#f, A, a).set(this.#a);
    const loops = runs.map(run => ({ count: run.count, moves: [[this.#a, run.a]] as const }));
    const all = (): void => nested(this.#f, loops, () => this.#run(steps));
    if (image === undefined) return all();
    repeat(this.#f, { local: IMAGES }, () => {
      all();
      advance(this.#f, this.#a, image);
    });
  }

  /** The innermost loop over k. In the end A is where it began, and B behind its last. */
  #run(steps: number): void {
    const f = this.#f;
    const { stepOfA, strideOfB } = this.#tile;
    const [a, b, end] = [this.#a, this.#b, this.#end];
    const turn = Math.min(steps, STEPS_A_TURN);
    plus(f, a, steps * stepOfA).set(end);
    f.block(() => {
      f.loop(() => {
        for (let n = 0; n < turn; n++) {
          this.#step(n);
          plus(f, a, stepOfA).tee(a).get(end);
          if (n < turn - 1) f.op(i32.eq).brIf(1);
        }
        f.op(i32.ne);
        advance(f, b, turn * strideOfB);
        f.brIf(0);
      });
    });
    advance(f, a, -steps * stepOfA);
    advance(f, b, (steps % turn) * strideOfB);
  }

  /** Adds the products for one k. */
  #step(n: number): void {
    const f = this.#f;
    const { rows, columns, strideOfB, lanewise } = this.#tile;
    const load = (address: number, v: number, offset: number): Func =>
      loadBlocks(f, address, columns - f.lanes * v, offset + 4 * f.lanes * v);
    this.#right.forEach((vector, v) => load(this.#b, v, n * strideOfB).set(vector));
    this.#sums.forEach((row, r) => {
      const at = rows[r]!.a;
      if (!lanewise) f.get(this.#a).memory(v128.load32Splat, at).set(this.#left);
      row.forEach((sum, v) => {
        f.get(sum);
        if (lanewise) load(this.#a, v, at);
        else f.get(this.#left);
        f.get(this.#right[v]!).multiplyAdd().set(sum);
      });
    });
  }

  /** Adds the sums of a block to those in float64. */
  #addBlock(first: boolean): void {
    const f = this.#f;
    this.#eachSum((sum, _, __, n) => {
      for (const half of [0, 1]) {
        const at = 4 * f.lanes * (2 * n + half);
        pushHalf(f.get(SUMS), sum, half);
        if (!first) f.get(SUMS).memory(v128.load, at).op(f64x2.add);
        f.memory(v128.store, at);
      }
    });
  }

  #roundedSum(sum: number, n: number): void {
    const f = this.#f;
    const halves = [f.local('v128'), f.local('v128')] as const;
    halves.forEach((half, i) => f.get(SUMS).memory(v128.load, 4 * f.lanes * (2 * n + i)).set(half)); // prettier-ignore
    pushRounded(f, halves).set(sum);
  }
}
