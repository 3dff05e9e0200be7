import type { Func } from '../assembler/func.ts';

/** Replaces its arguments, float32 vectors on top of the stack, by its result. */
export type VectorFunction = (f: Func) => void;
