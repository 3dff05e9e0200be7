export { explain } from './explain.ts';
export type { ExplainedPlan, ExplainedUnit } from './plan/explained.ts';
export { wasm, type WasmOptions, type WasmRunner } from './wasm.ts';
export { threads, type Threads, type ThreadsOptions } from './threads/threads.ts';
