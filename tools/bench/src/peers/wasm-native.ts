import { llvm } from '@thalweg/node/llvm';
import { wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

// Steps are timed one after another, so no other thread could hand over its code between them.
const runner = wasm({ native: llvm({ waits: true }) });

/** The compiled runner with code for the processor by the system’s LLVM. */
export const prepare: Prepare = thalweg({ runner }, batch => runner.load(batch));
