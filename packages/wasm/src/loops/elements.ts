import type { DType } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';

/** Pushes the element at an address in a local, as a float64. */
export function loadNumber(f: Func, address: number, dtype: DType): void {
  f.get(address);
  if (dtype === 'float64') f.memory(f64.load);
  else if (dtype === 'float32') f.memory(f32.load).op(f64.promoteF32);
  else f.memory(dtype === 'bool' ? i32.load8u : i32.load).op(f64.convertI32S);
}

/** Stores the float64 on the stack at the address below it, as a typed array would. */
export function storeNumber(f: Func, dtype: DType): void {
  if (dtype === 'float64') f.memory(f64.store);
  else if (dtype === 'float32') f.op(f32.demoteF64).memory(f32.store);
  else {
    wrap(f);
    f.memory(dtype === 'bool' ? i32.store8 : i32.store);
  }
}

/** Makes an int32 of the float64 on the stack as typed arrays do: cut towards 0, modulo 2³²; 0 for NaN and ±∞. */
function wrap(f: Func): void {
  const whole = f.local('f64');
  f.op(f64.trunc)
    .tee(whole)
    .get(whole)
    .f64(2 ** -32)
    .op(f64.mul)
    .op(f64.floor)
    .f64(2 ** 32)
    .op(f64.mul);
  f.op(f64.sub).op(f64.toUint32);
}
