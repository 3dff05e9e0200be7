// What libraries of products need, and tests of the runner: threads with a pool of their own, and the memory of values.
export { libraryConvolution } from './convolution/library-convolution.ts';
export { host } from './memory/host.ts';
export { LinearMemory, type LinearStorage } from './memory/linear-memory.ts';
export { ALL_FAMILIES } from './families/families.ts';
export { runnerIn } from './runner-in.ts';
export { openingOf } from './threads/worker-group.ts';
export { Pool } from './threads/pool.ts';
export { spawnFromText } from './threads/spawn.ts';
// What native code is written from.
export type { Func, ValueType } from './assembler/func.ts';
export { widestOf } from './assembler/lanes.ts';
export type { Module, Signature } from './assembler/module.ts';
export type { HostFunction } from './lowering/functions.ts';
export type { ProductMemory } from './lowering/products.ts';
export type { Native } from './planning/native.ts';
export {
  compileNative,
  type NativeCode,
  type NativeFunctions,
  type NativeHost,
  type NativeModule,
  whyNotNative,
} from './planning/native-pass.ts';
export * as f32 from './assembler/opcodes/f32.ts';
export * as f32x4 from './assembler/opcodes/f32x4.ts';
export * as f64 from './assembler/opcodes/f64.ts';
export * as f64x2 from './assembler/opcodes/f64x2.ts';
export * as i32 from './assembler/opcodes/i32.ts';
export * as i32x4 from './assembler/opcodes/i32x4.ts';
export * as i64 from './assembler/opcodes/i64.ts';
export * as i64x2 from './assembler/opcodes/i64x2.ts';
export * as v128 from './assembler/opcodes/v128.ts';
