export { explain, type ExplainOptions } from './explain.ts';
export type { ExplainedPlan, ExplainedUnit } from './plan/explained.ts';
export { profiler, type Profiler } from './profiler.ts';
export { relaxed } from './relaxed.ts';
export type { Arithmetic } from './assembler/func.ts';
export { wasm, type WasmOptions, type WasmRunner } from './wasm.ts';
export { threads, type Threads, type ThreadsOptions } from './threads/threads.ts';
export type { WorkerLike } from './threads/spawn.ts';
export { compileInWorker, type CompileWorker } from './compile/compile-in-worker.ts';
