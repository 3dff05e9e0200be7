import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { pushHalf, pushLowWords, pushRounded } from './halves.ts';

/** π/2 in two parts: the first has 30 bits, so that its product with a whole number of 23 bits is exact. */
const QUARTER = { high: 1.570796325802803, low: 9.920935796805404e-10 };
const FAR = 2 ** 22;

// Added and taken away again, it rounds to whole numbers, and the number's last bits are the whole number's.
const ROUNDER = 1.5 * 2 ** 52;

// 2/π, 22 bits a digit: enough of them for the largest float32.
const DIGITS = [2670176, 3597540, 1070247, 3942231, 3439949, 908301, 2984534, 1653827, 2363519];
const DIGIT_BITS = 22;

/**
 * Splits x into n quarters of a turn and an angle r, |r| ≤ π/4: locals that hold n (its last bits), r, and what r
 * lost when it was rounded to float32. In float64, with 2/π to 198 bits where |x| > 2²²: good for every float32.
 *
 * - **Source** Muller, "Elementary Functions: Algorithms and Implementation", 3rd ed., 2016, §11.2: Cody and Waite's
 *   reduction, and Payne and Hanek's for large x, here by products that float64 holds exactly
 */
export function quarterTurns(f: Func, x: number): { turns: number; angle: number; rest: number } {
  const r = [f.local('v128'), f.local('v128')] as const;
  const n = [f.local('v128'), f.local('v128')] as const;
  const [turns, angle, rest] = [f.local('v128'), f.local('v128'), f.local('v128')];
  for (const half of [0, 1] as const) reduceNear(f, { x, half, n: n[half], r: r[half] });
  f.get(x).op(f32x4.abs).f32x4(FAR).op(f32x4.gt).op(v128.anyTrue);
  f.if(() => reduceFar(f, { x, n, r }));
  pushLowWords(f, n).set(turns);
  pushRounded(f, r).set(angle);
  for (const half of [0, 1] as const) pushHalf(f.get(r[half]), angle, half).op(f64x2.sub).set(r[half]);
  pushRounded(f, r).set(rest);
  return { turns, angle, rest };
}

function reduceNear(f: Func, { x, half, n, r }: { x: number; half: 0 | 1; n: number; r: number }): void {
  pushHalf(f, x, half)
    .tee(r)
    .f64x2(2 / Math.PI)
    .op(f64x2.mul)
    .f64x2(ROUNDER)
    .op(f64x2.add)
    .set(n);
  f.get(r);
  for (const part of [QUARTER.high, QUARTER.low])
    f.get(n).f64x2(ROUNDER).op(f64x2.sub).f64x2(part).op(f64x2.mul).op(f64x2.sub);
  f.set(r);
}

type Pair = readonly [number, number];

/** Does again what is far, so that a lane never depends on its neighbours. One turn of a loop for each half. */
function reduceFar(f: Func, { x, n, r }: { x: number; n: Pair; r: Pair }): void {
  const [wide, product, sum] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const [whole, count, far] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const again = f.local('i32');
  pushHalf(f, x, 0).set(wide);
  f.i32(1).set(again);
  f.loop(() => {
    f.f64x2(0).tee(sum).set(count);
    for (const [i, digit] of DIGITS.entries()) {
      f.get(wide)
        .f64x2(digit / 2 ** (DIGIT_BITS * (i + 1)))
        .op(f64x2.mul)
        .tee(product);
      f.get(product).f64x2(0.25).op(f64x2.mul).op(f64x2.nearest).f64x2(4).op(f64x2.mul).op(f64x2.sub);
      f.get(sum).op(f64x2.add).tee(sum).op(f64x2.nearest).set(whole);
      f.get(sum).get(whole).op(f64x2.sub).set(sum);
      f.get(count).get(whole).op(f64x2.add).set(count);
    }
    f.get(wide).op(f64x2.abs).f64x2(FAR).op(f64x2.gt).set(far);
    f.get(count).f64x2(ROUNDER).op(f64x2.add).get(n[0]).get(far).op(v128.bitselect).set(n[0]);
    f.get(sum)
      .f64x2(Math.PI / 2)
      .op(f64x2.mul)
      .get(r[0])
      .get(far)
      .op(v128.bitselect)
      .set(r[0]);
    for (const [first, second] of [n, r]) f.get(first).get(second).set(first).set(second);
    pushHalf(f, x, 1).set(wide);
    f.get(again).i32(0).set(again).brIf(0);
  });
}
