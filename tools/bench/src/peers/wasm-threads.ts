import { threads, wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

const runner = wasm({ threads: threads(2) });

/** The compiled runner with two threads. */
export const prepare: Prepare = thalweg({ runner }, batch => runner.load(batch));
