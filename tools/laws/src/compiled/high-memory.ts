import { ALL_FAMILIES, LinearMemory, runnerIn, type openingOf } from '@thalweg/wasm/engine';
import type { WasmRunner } from '@thalweg/wasm';

/** A runner whose values lie across and above the address 2³¹, where addresses are negative as numbers with a sign. */
export function highRunner(opening?: ReturnType<typeof openingOf>): WasmRunner {
  const memory = new LinearMemory(opening?.limits);
  // Nobody writes there, so hosts need addresses for it and no bytes.
  for (let size = 2 ** 30; size >= 2 ** 12; size /= 2) memory.reserve(size - 16);
  return runnerIn(memory, { families: ALL_FAMILIES, opening });
}
