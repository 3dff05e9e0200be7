import type { Func } from '../assembler/func.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { expm1 } from './expm1.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';
import { pow } from './pow.ts';
import { cos, sin } from './sin.ts';
import { tanh } from './tanh.ts';

/** Replaces its arguments, float32 vectors on top of the stack, by its result. */
export type VectorFunction = (f: Func) => void;

export type VectorFunctionName = 'exp' | 'log' | 'tanh' | 'erf' | 'sin' | 'cos' | 'expm1' | 'log1p' | 'pow';

/** Elementary functions of four lanes, by the names of the scalar instructions. */
export const VECTOR_FUNCTIONS: Readonly<Record<VectorFunctionName, VectorFunction>> = {
  exp,
  log,
  tanh,
  erf,
  sin,
  cos,
  expm1,
  log1p,
  pow,
};
