import type { Func } from './func.ts';

/** A number in the code, or one in a local. */
export type Amount = number | { readonly local: number };

/** Puts an amount on the stack. */
export function push(f: Func, amount: Amount): Func {
  return typeof amount === 'number' ? f.i32(amount) : f.get(amount.local);
}
