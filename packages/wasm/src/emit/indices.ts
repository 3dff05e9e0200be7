import { advance } from '../assembler/address.ts';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { inFours, repeat } from './loops.ts';

/** The indices to check: their number, and the address in a local, which is not moved. */
interface Indices {
  readonly at: number;
  readonly count: Amount;
  readonly least?: number;
}

/**
 * Fails unless all indices are in `[least, limit)`, from 0 if it is left out. From the least one on, as a number without sign, a
 * smaller one is too large.
 */
export function checkIndices(f: Func, { at, count, least = 0 }: Indices, limit: number, fail: () => void): void {
  if (count === 0) return;
  const [address, found] = [f.local('i32'), f.local('v128')];
  f.get(at).set(address);
  f.i32x4(0).set(found);
  const [vectors, rest] = inFours(f, count);
  repeat(f, vectors, () => {
    f.get(found).get(address).memory(v128.load);
    if (least !== 0) f.i32x4(least).op(i32x4.sub);
    f.i32x4(limit - least)
      .op(i32x4.geU)
      .op(v128.or)
      .set(found);
    advance(f, address, 16);
  });
  f.get(found).op(v128.anyTrue).if(fail);
  repeat(f, rest, () => {
    f.get(address).memory(i32.load);
    if (least !== 0) f.i32(least).op(i32.sub);
    f.i32(limit - least)
      .op(i32.geU)
      .if(fail);
    advance(f, address, 4);
  });
}

/** Pushes the sum of an address in a local and `bytes` times the index at an offset from another. */
export function indexed(f: Func, base: number, index: number, bytes: number, offset = 0): Func {
  return f.get(base).get(index).memory(i32.load, offset).i32(bytes).op(i32.mul).op(i32.add);
}
