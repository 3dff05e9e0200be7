import { wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

const runner = wasm();

/** The compiled runner. */
export const prepare: Prepare = thalweg({ runner }, batch => runner.load(batch));
