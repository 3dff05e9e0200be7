import type { LoopEmitter } from './loop-code.ts';
import { reduceCode } from './reduce.ts';

/** Code for operations with loops of their own, by what their kernel's description names. */
export const LOOPS: Readonly<Record<string, LoopEmitter>> = {
  reduce: reduceCode,
};
