import { threads, wasm } from '@thalweg/wasm';
import type { Prepare } from './prepared.ts';
import { thalweg } from './thalweg.ts';

/** The compiled runner with two threads. */
export const prepare: Prepare = thalweg({ runner: wasm({ threads: threads(2) }) });
