import type * as scalar from './scalar.ts';

/** The name of a scalar instruction. */
export type InstructionName = keyof typeof scalar;
