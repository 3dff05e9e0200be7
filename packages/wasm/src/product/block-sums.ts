import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { pushHalf, pushRounded } from '../assembler/lanes.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import { countDown } from '../loops/repeat.ts';
import { MOST_STEPS } from './cut.ts';

/** True if k is so long that a product is summed in blocks of it. */
export function isLong({ k }: Pick<ProductShape, 'k'>): boolean {
  return k > MOST_STEPS;
}

/** Bytes of float64 sums for so many elements of C, in whole vectors. */
export function bytesOfSums(elements: number): number {
  return 16 * Math.ceil(elements / 2);
}

/** The parameters of the function that adds a block's share. */
const [C, SUMS, COUNT, BEFORE, AFTER] = [0, 1, 2, 3, 4] as const;

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
  f.get(C).memory(v128.load).set(vector);
  halves.forEach((half, i) => {
    pushHalf(f, vector, i);
    if (adds) f.get(SUMS).memory(v128.load, 16 * i).op(f64x2.add); // prettier-ignore
    f.set(half);
    if (!ends)
      f.get(SUMS)
        .get(half)
        .memory(v128.store, 16 * i);
  });
  if (ends) pushRounded(f.get(C), halves).memory(v128.store);
  advance(f, C, 16);
  advance(f, SUMS, 32);
}

function oneElement(f: Func, { adds, ends }: Adding): void {
  f.get(ends ? C : SUMS)
    .get(C)
    .memory(f32.load)
    .op(f64.promoteF32);
  if (adds) f.get(SUMS).memory(f64.load).op(f64.add);
  if (ends) f.op(f32.demoteF64).memory(f32.store);
  else f.memory(f64.store);
  advance(f, C, 4);
  advance(f, SUMS, 8);
}
