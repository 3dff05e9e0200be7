import type { Func } from '../assembler/func.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as i64x2 from '../assembler/opcodes/i64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9; // golden ratio
const WEYL_1 = 0xbb67ae85; // √3 − 1
const ROUNDS = 10;

/**
 * Philox4x32-10 of four blocks at once, the same bits as `philox` of the tensor package: `words[i]` is a local with word
 * i of the counter of each block, and afterwards of the result; `key` has two locals with the key's words, one a lane.
 *
 * - **Source** Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11, §3.3
 */
export function philox(
  f: Func,
  words: readonly [number, number, number, number],
  key: readonly [number, number],
): void {
  const [x0, x1, x2, x3] = words;
  const products = { low: f.local('v128'), high: f.local('v128') };
  const [high0, low0, high1] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const multiply = (x: number, factor: number): void => {
    f.get(x).i32x4(factor).op(i64x2.extmulLowI32x4U).set(products.low);
    f.get(x).i32x4(factor).op(i64x2.extmulHighI32x4U).set(products.high);
  };
  /** The even words of both, or the odd ones. */
  const halves = (odd: 0 | 1): Func =>
    f
      .get(products.low)
      .get(products.high)
      .shuffle(odd, 2 + odd, 4 + odd, 6 + odd);
  for (let round = 0; round < ROUNDS; round++) {
    multiply(x0, MULTIPLIER_0);
    halves(1).set(high0);
    halves(0).set(low0);
    multiply(x2, MULTIPLIER_1);
    halves(1).set(high1);
    f.get(high1).get(x1).op(v128.xor);
    roundKey(f, key[0], WEYL_0 * round)
      .op(v128.xor)
      .set(x0);
    halves(0).set(x1);
    f.get(high0).get(x3).op(v128.xor);
    roundKey(f, key[1], WEYL_1 * round)
      .op(v128.xor)
      .set(x2);
    f.get(low0).set(x3);
  }
}

function roundKey(f: Func, word: number, increment: number): Func {
  return f.get(word).i32x4(increment).op(i32x4.add);
}
