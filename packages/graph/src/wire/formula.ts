import type { TypedArray } from '@thalweg/tensor';

/**
 * Applies an instruction to `n` elements: `out[o + i] = f(a[p + i], b[q + i], c[r + i])`.
 *
 * Every instruction has its own loop text: one loop that takes the scalar function as an argument is three to
 * five times slower inside a real circuit.
 */
export type Loop = (
  n: number,
  out: TypedArray,
  o: number,
  a: TypedArray,
  p: number,
  b: TypedArray,
  q: number,
  c: TypedArray,
  r: number,
) => void;

/** One of the fixed scalar instructions that elementwise formulas are made of. */
export interface Instruction {
  readonly name: string;
  /** Its value for single numbers. */
  readonly of: (a: number, b: number, c: number) => number;
  /** Its values for arrays. */
  readonly loop: Loop;
}

/** A formula over one element of each input, as data: an input's position, a literal, or an instruction applied. */
export type Formula = { readonly argument: number } | { readonly literal: number } | Application;

export interface Application {
  readonly instruction: Instruction;
  readonly operands: readonly Formula[];
}

/** An operand of an instruction in the formula of an operation. */
export type Term = Formula | number;
