import type { Instruction } from '../wire/formula.ts';
import type { Wire } from '../wire/wire.ts';
import { imul } from './scalar.ts';

/** The instruction that computes a step of a wire's formula: float64 would round products of int32. */
export function exact({ dtype }: Wire, instruction: Instruction): Instruction {
  return dtype === 'int32' && instruction.name === 'mul' ? imul(0, 0).instruction : instruction;
}
