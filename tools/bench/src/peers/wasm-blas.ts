import { blas } from '@thalweg/node/blas';
import { wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

const runner = wasm({ products: blas() });

/** The compiled runner with products by the system’s BLAS. */
export const prepare: Prepare = thalweg({ runner }, batch => runner.load(batch));
