import { advance } from '../assembler/address.ts';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as f64x2 from '../assembler/opcodes/f64x2.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { repeat } from './loops.ts';

const FLOAT64 = 8;

/** Rows of float64: locals with the addresses of one that is written and one that is read, which move to their ends. */
interface Rows {
  readonly to: number;
  readonly from: number;
  readonly count: Amount;
}

/** Subtracts the multiple of a row by the factor in a local from another row. */
export function subtractRow(f: Func, { to, from, count }: Rows, factor: number): void {
  const both = f.local('v128');
  f.get(factor).op(f64x2.splat).set(both);
  const { pairs, rest } = inTwos(f, count);
  repeat(f, pairs, () => {
    f.get(to).get(to).memory(v128.load).get(from).memory(v128.load).get(both);
    f.op(f64x2.mul).op(f64x2.sub).memory(v128.store);
    advance(f, to, 2 * FLOAT64);
    advance(f, from, 2 * FLOAT64);
  });
  repeat(f, rest, () => {
    f.get(to).get(to).memory(f64.load).get(from).memory(f64.load).get(factor);
    f.op(f64.mul).op(f64.sub).memory(f64.store);
    advance(f, to, FLOAT64);
    advance(f, from, FLOAT64);
  });
}

/** Divides a row at an address, which moves to its end, by the number in a local. */
export function divideRow(f: Func, to: number, count: Amount, divisor: number): void {
  const both = f.local('v128');
  f.get(divisor).op(f64x2.splat).set(both);
  const { pairs, rest } = inTwos(f, count);
  repeat(f, pairs, () => {
    f.get(to).get(to).memory(v128.load).get(both).op(f64x2.div).memory(v128.store);
    advance(f, to, 2 * FLOAT64);
  });
  repeat(f, rest, () => {
    f.get(to).get(to).memory(f64.load).get(divisor).op(f64.div).memory(f64.store);
    advance(f, to, FLOAT64);
  });
}

/** The number of vectors of two, and of elements after them. */
function inTwos(f: Func, count: Amount): { readonly pairs: Amount; readonly rest: Amount } {
  if (typeof count === 'number') return { pairs: count >> 1, rest: count & 1 };
  const [pairs, rest] = [f.local('i32'), f.local('i32')];
  f.get(count.local).i32(1).op(i32.shrU).set(pairs);
  f.get(count.local).i32(1).op(i32.and).set(rest);
  return { pairs: { local: pairs }, rest: { local: rest } };
}
