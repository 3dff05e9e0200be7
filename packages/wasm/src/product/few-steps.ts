import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { advance, plus } from '../assembler/address.ts';
import { pitchOf } from './pitch-of.ts';
import type { ProductShape } from '../ir/product-shape.ts';
import type { WriteProduct } from './product-code.ts';
import { walk } from './repeat.ts';

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
  return (f, at) => {
    const [a, b, c] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const [end, rowEnd] = [f.local('i32'), f.local('i32')];
    const left = Array.from({ length: k }, () => f.local('v128'));
    const sum = f.local('v128');
    const vector = (lanes: number, offset: number): void => {
      left.forEach((number, p) => {
        const from = offset + 4 * p * pitch.b;
        f.get(number).get(b).memory(v128.load, from);
        if (p > 0) f.multiplyAdd();
        else f.op(f32x4.mul);
      });
      f.set(sum).storeLanes(c, sum, lanes, offset);
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
          for (let j = 0; j < COLUMNS; j += 4) vector(4, 4 * j);
          advance(f, c, 4 * COLUMNS);
        });
      }
      for (let j = 0; j < rest; j += 4) vector(Math.min(4, rest - j), 4 * j);
      advance(f, c, 4 * rest);
    });
  };
}
