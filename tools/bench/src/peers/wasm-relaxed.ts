import { relaxed, wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

const arithmetic = relaxed();
const runner = wasm({ arithmetic });

/** The compiled runner with fused multiply-adds. */
export const prepare: Prepare = workload => {
  if (arithmetic === undefined) throw new Error('there is no relaxed SIMD here');
  return thalweg({ runner }, batch => runner.load(batch))(workload);
};
