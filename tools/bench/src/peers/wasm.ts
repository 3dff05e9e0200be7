import { wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

/** The compiled runner. */
export const prepare: Prepare = workload => {
  const runner = wasm();
  return thalweg({ runner }, runner.load)(workload);
};
