import { advance, plus } from '../assembler/address.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../ir/kernels.ts';
import { pitchOf, type ProductShape } from '../ir/product-shape.ts';
import { countDown, walk } from '../loops/repeat.ts';
import { addBlock, bytesOfSums, isLong } from './block-sums.ts';
import { MOST_STEPS } from './cut.ts';
import type { WriteProduct } from './product-code.ts';
import { tile } from './tile.ts';

/** Columns whose sums fit into registers. */
const MOST_COLUMNS = 32;

/** Rows of B that are added to C at once. */
const STEPS = 8;

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
  const rest = k % STEPS;
  const blocks = (k - rest) / STEPS;
  const whole = blocks > 0 ? addRows(kernels, STEPS, { n, pitch }) : undefined;
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
  return kernels.of(`add rows ${steps}×${n}/${pitch}`, 4, f => {
    const left = Array.from({ length: steps }, () => f.local('v128'));
    const sum = f.local('v128');
    const [c, end] = [f.local('i32'), f.local('i32')];
    const rest = n % 4;
    const vector = (lanes: number): void => {
      f.get(c).memory(v128.load);
      left.forEach((number, p) => {
        const offset = 4 * p * pitch;
        f.get(number).get(B).memory(v128.load, offset).multiplyAdd();
      });
      f.set(sum).storeLanes(c, sum, lanes);
    };
    plus(f, C, 4 * (n - rest)).set(end);
    countDown(f, BLOCKS, () => {
      left.forEach((number, p) => {
        const offset = 4 * p;
        f.get(A).memory(v128.load32Splat, offset).set(number);
      });
      f.get(C).set(c);
      walk(f, c, { bytes: 16, end }, () => {
        vector(4);
        advance(f, B, 16);
      });
      if (rest > 0) vector(rest);
      advance(f, B, 4 * (steps * pitch - n + rest));
      advance(f, A, 4 * steps);
    });
  });
}
