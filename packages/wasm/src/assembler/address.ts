import type { Func } from './func.ts';
import * as i32 from './opcodes/i32.ts';

/** Puts an address on the stack: the one in a local, and some bytes further. */
export function plus(f: Func, local: number, bytes: number): Func {
  f.get(local);
  return bytes === 0 ? f : f.i32(bytes).op(i32.add);
}

/** Moves the address in a local by a number of bytes. */
export function advance(f: Func, local: number, bytes: number): Func {
  return bytes === 0 ? f : plus(f, local, bytes).set(local);
}

/** Moves it by the bytes in another local. */
export function advanceBy(f: Func, local: number, stride: number): Func {
  return f.get(local).get(stride).op(i32.add).set(local);
}

/** A number in the code, or one in a local. */
export type Amount = number | { readonly local: number };

/** Puts an amount on the stack. */
export function push(f: Func, amount: Amount): Func {
  return typeof amount === 'number' ? f.i32(amount) : f.get(amount.local);
}
