import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { InstructionCodes, Operands } from '../lowering/instruction-code.ts';

const SELECT = 0x1b;

/** The instruction, and the one that a processor has: that returns the first number if one is NaN or both are 0. */
const OPCODES = {
  max: { exact: f32x4.max, pseudo: f32x4.pmax },
  min: { exact: f32x4.min, pseudo: f32x4.pmin },
} as const;

/** The code of the instructions that every runner has: a few of a processor's for each. */
export const BASIC_INSTRUCTIONS: InstructionCodes = {
  abs: { vector: f32x4.abs, number: f64.abs },
  add: { vector: f32x4.add, number: f64.add },
  ceil: { vector: f32x4.ceil, number: f64.ceil },
  copy: { vectorOf: (_, { number }) => number(0), numberOf: (_, { number }) => number(0) },
  div: { vector: f32x4.div, number: f64.div },
  equal: { vector: f32x4.eq, number: f64.eq, compares: true },
  floor: { vector: f32x4.floor, number: f64.floor },
  imul: {
    numberOf: (f, { number }) => {
      for (const position of [0, 1]) {
        number(position);
        f.op(f64.toInt32);
      }
      f.op(i32.mul).op(f64.convertI32S);
    },
  },
  less: { vector: f32x4.lt, number: f64.lt, compares: true },
  lessEqual: { vector: f32x4.le, number: f64.le, compares: true },
  max: { vectorOf: /* @__PURE__ */ extreme('max'), number: f64.max },
  min: { vectorOf: /* @__PURE__ */ extreme('min'), number: f64.min },
  mul: { vector: f32x4.mul, number: f64.mul },
  neg: { vector: f32x4.neg, number: f64.neg },
  round: { vector: f32x4.nearest, number: f64.nearest },
  select: {
    vectorOf: select,
    numberOf: (f, { number }) => {
      number(1);
      number(2);
      number(0);
      f.f64(0).op(f64.ne).op(SELECT);
    },
  },
  sign: {
    vectorOf: (f, { number }) => {
      number(0);
      f.f32x4(-0).op(v128.and).f32x4(1).op(v128.or);
      number(0);
      number(0);
      f.f32x4(0).op(f32x4.lt);
      number(0);
      f.f32x4(0).op(f32x4.gt).op(v128.or).op(v128.bitselect);
    },
  },
  sqrt: { vector: f32x4.sqrt, number: f64.sqrt },
  sub: { vector: f32x4.sub, number: f64.sub },
  trunc: { vector: f32x4.trunc, number: f64.trunc },
};

/**
 * Returns code for the larger or the smaller of two vectors of numbers. An engine needs eight instructions for it, since NaN must
 * stay and −0 is less than 0. Against a number that is known, such as the 0 of a rectifier, one or two do the same.
 */
function extreme(name: 'max' | 'min'): (f: Func, operands: Operands) => void {
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

/** Writes the choice between two vectors of numbers by a mask. One that is 0 needs no choice: the mask clears the other. */
function select(f: Func, { number, mask, literal }: Operands): void {
  const isZero = (position: number): boolean => Object.is(literal(position), 0);
  if (isZero(1) || isZero(2)) {
    number(isZero(2) ? 1 : 2);
    mask(0);
    f.op(isZero(2) ? v128.and : v128.andnot);
    return;
  }
  number(1);
  number(2);
  mask(0);
  f.op(v128.bitselect);
}
