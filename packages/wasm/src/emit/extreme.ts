import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import type { Operands } from './operands.ts';

/** The instruction, and the one that a processor has: that returns the first number if one is NaN or both are 0. */
const OPCODES = {
  max: { exact: f32x4.max, pseudo: f32x4.pmax },
  min: { exact: f32x4.min, pseudo: f32x4.pmin },
} as const;

/**
 * Returns code for the larger or the smaller of two vectors of numbers. An engine needs eight instructions for it, since NaN must
 * stay and −0 is less than 0. Against a number that is known, such as the 0 of a rectifier, one or two do the same.
 */
export function extreme(name: 'max' | 'min'): (f: Func, operands: Operands) => void {
  const { exact, pseudo } = OPCODES[name];
  return (f, { number, literal }) => {
    const limit = [0, 1].find(position => isLimit(name, literal(position)));
    if (limit === undefined) {
      number(0);
      number(1);
      f.op(exact);
      return;
    }
    number(1 - limit);
    number(limit);
    f.op(pseudo);
    if (name === 'min' || !Object.is(Math.fround(literal(limit)!), 0)) return;
    // It makes 0 of −0, and changes no other number.
    number(limit);
    f.op(f32x4.add);
  };
}

/** True if an operand is a number to which the pseudo instruction limits others. */
function isLimit(name: 'max' | 'min', literal: number | undefined): boolean {
  if (literal === undefined || Number.isNaN(literal)) return false;
  return name === 'max' || !Object.is(Math.fround(literal), -0);
}
