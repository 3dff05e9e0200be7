import type { InstructionName } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';

/** The code of a scalar instruction; without any, it calls the interpreter's function. */
export interface InstructionCode {
  /** For vectors of four float32 on the stack: an opcode, or a function that writes several. */
  readonly vector?: number | VectorFunction;
  /** For float64 on the stack: an opcode. */
  readonly number?: number;
  /** The same, where the operands are pushed in another order, or more than once. */
  readonly vectorOf?: (f: Func, operands: Operands) => void;
  readonly numberOf?: (f: Func, operands: Operands) => void;
  /** Set if it compares: its result is a mask in vectors, and an int32 otherwise. */
  readonly compares?: true;
}

/** Pushes an operand of an instruction, by its position: as a number, or as a mask in vectors. */
export interface Operands {
  readonly number: (position: number) => void;
  readonly mask: (position: number) => void;
  /** The value of an operand that is the same number in all passes; undefined for others. */
  readonly literal: (position: number) => number | undefined;
}

/** Replaces its arguments, float32 vectors on top of the stack, by its result. */
export type VectorFunction = (f: Func) => void;

/** The code of some scalar instructions, by their names. */
export type InstructionCodes = Readonly<Partial<Record<InstructionName, InstructionCode>>>;

/** True if an instruction has code, for vectors or for numbers, and calls no function of the host. */
export function isNative(code: InstructionCode, vector: boolean): boolean {
  return vector ? (code.vector ?? code.vectorOf) !== undefined : (code.number ?? code.numberOf) !== undefined;
}

/** True for a function, such as exp, which takes as long as many instructions. */
export function isExpensive({ vector }: InstructionCode): boolean {
  return typeof vector === 'function';
}
