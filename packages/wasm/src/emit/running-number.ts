import type { DType } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { loadNumber, storeNumber } from './elements.ts';

/** Instructions that combine elements one after another: int32 in two's complement, all others in float64. */
export interface RunningNumber {
  readonly type: 'i32' | 'f64';
  readonly add: number;
  /** Pushes the element at an address in a local. */
  readonly load: (f: Func, address: number) => void;
  /** Stores the number on the stack at the address below it. */
  readonly store: (f: Func) => void;
}

/** Returns the instructions of a dtype. `wraps` is false for extremes of int32, which are exact in float64 too. */
export function runningNumber(dtype: DType, wraps: boolean = dtype === 'int32'): RunningNumber {
  if (wraps)
    return {
      type: 'i32',
      add: i32.add,
      load: (f, address) => f.get(address).memory(i32.load),
      store: f => f.memory(i32.store),
    };
  return {
    type: 'f64',
    add: f64.add,
    load: (f, address) => loadNumber(f, address, dtype),
    store: f => storeNumber(f, dtype),
  };
}
