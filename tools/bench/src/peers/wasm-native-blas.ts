import { blas } from '@thalweg/node/blas';
import { llvm } from '@thalweg/node/llvm';
import { wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

const runner = wasm({ native: llvm({ waits: true }), products: blas() });

/** The compiled runner with code for the processor, whose products the system’s BLAS computes. */
export const prepare: Prepare = thalweg({ runner }, batch => runner.load(batch));
