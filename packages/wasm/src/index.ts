export type { ExplainedPlan, ExplainedUnit } from './plan/explained.ts';
export { wasm, type WasmOptions } from './wasm.ts';
