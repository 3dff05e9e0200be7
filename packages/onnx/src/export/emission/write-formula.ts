// prettier-ignore

import { type ElementwiseKernel, type Formula, type InstructionName, precisionOf, type Wire } from '@thalweg/graph/wires';
import type { DType } from '@thalweg/tensor';
import type { Attributes } from './block.ts';
import { type Emission, Inexpressible } from './emission.ts';

/** Instructions that are exact on int32, as those of ONNX are. */
const WHOLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['neg', 'abs', 'sign', 'add', 'sub', 'mul', 'imul', 'max', 'min', 'less', 'lessEqual', 'equal', 'select', 'copy']); // prettier-ignore

/** Writes an elementwise node: each instruction of its formula is one operator, or a few. */
export function writeFormula(emission: Emission, wire: Wire, { formula }: ElementwiseKernel): string {
  const dtype = dtypeOf(wire, formula);
  const writer = new FormulaWriter(emission, dtype);
  if ('instruction' in formula && formula.instruction.name === 'copy' && 'argument' in formula.operands[0]!)
    return converted(emission, wire.inputs[0]!, wire.dtype);
  const terms = wire.inputs.map((input): Term => {
    const value = emission.valueOf(input);
    return input.dtype === 'bool' ? { name: value, isFlag: true } : { name: emission.cast(value, input.dtype, dtype), isFlag: false }; // prettier-ignore
  });
  const known = dtype === 'int32' ? undefined : knownFormulas.get(printedFormula(formula));
  const result = known === undefined ? written(writer, formula, terms) : writer.apply(known, terms[0]!);
  if (wire.dtype === 'bool') return writer.flag(result);
  const number = writer.number(result);
  return wire.dtype === 'int32' && dtype !== 'int32' ? toWhole(emission, writer, number) : emission.cast(number, dtype, wire.dtype); // prettier-ignore
}

/** The numbers that a formula is computed in. */
function dtypeOf(wire: Wire, formula: Formula): DType {
  const dtypes = [wire, ...wire.inputs].map(one => one.dtype).filter(dtype => dtype !== 'bool');
  return dtypes.length > 0 && dtypes.every(dtype => dtype === 'int32') && isWhole(formula) ? 'int32' : precisionOf(wire); // prettier-ignore
}

function isWhole(formula: Formula): boolean {
  if ('literal' in formula) return Number.isInteger(formula.literal) && Math.abs(formula.literal) < 2 ** 31;
  if ('argument' in formula) return true;
  return WHOLE.has(formula.instruction.name) && formula.operands.every(isWhole);
}

function written(writer: FormulaWriter, formula: Formula, terms: readonly Term[]): Term {
  if ('argument' in formula) return terms[formula.argument]!;
  if ('literal' in formula) return writer.literal(formula.literal);
  const { name } = formula.instruction;
  const expression = Object.hasOwn(instructions, name) ? instructions[name as InstructionName] : undefined;
  if (expression === undefined) throw new Inexpressible(`its formula has the instruction '${name}' of its own`);
  return expression(writer, formula.operands.map(operand => written(writer, operand, terms))); // prettier-ignore
}

function converted(emission: Emission, input: Wire, dtype: DType): string {
  const value = emission.valueOf(input);
  const isCut = dtype === 'int32' && (input.dtype === 'float32' || input.dtype === 'float64');
  return isCut ? toWhole(emission, new FormulaWriter(emission, input.dtype), value) : emission.cast(value, input.dtype, dtype); // prettier-ignore
}

/** Fractions are cut, and 0 stands for NaN and ±∞. */
function toWhole(emission: Emission, writer: FormulaWriter, number: string): string {
  const x = { name: number, isFlag: false };
  const isFinite = writer.compare('Equal', writer.apply('Sub', x, x), 0);
  return emission.cast(writer.choose(isFinite, x, 0).name, writer.dtype, 'int32');
}

/** The operators of ONNX Runtime on processors that take float32 only; they are computed in it for float64 too. */
const SINGLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['Atan', 'Erf']);

/** Writes the parts of formulas over numbers of one dtype. */
class FormulaWriter {
  readonly dtype: DType;
  readonly #emission: Emission;

  constructor(emission: Emission, dtype: DType) {
    this.#emission = emission;
    this.dtype = dtype;
  }

  /** A term as the name of numbers: flags are 0 and 1. */
  number({ name, isFlag }: Term): string {
    return isFlag ? this.#emission.cast(name, 'bool', this.dtype) : name;
  }

  /** A term as the name of flags: numbers other than 0 are true. */
  flag({ name, isFlag }: Term): string {
    return isFlag ? name : this.#emission.cast(name, this.dtype, 'bool');
  }

  literal(value: number): Term {
    return { name: this.#emission.constants.number(value, this.dtype), isFlag: false };
  }

  /** Applies an operator to numbers. */
  apply(operator: string, ...terms: readonly (Term | number)[]): Term {
    return { name: this.#applied(operator, this.#numbers(terms)), isFlag: false };
  }

  /** Applies an operator to numbers, which gives flags. */
  compare(operator: string, ...terms: readonly (Term | number)[]): Term {
    return { name: this.#emission.block.apply(operator, this.#numbers(terms)), isFlag: true };
  }

  /** Applies an operator to flags. */
  logic(operator: string, ...terms: readonly Term[]): Term {
    return { name: this.#emission.block.apply(operator, terms.map(term => this.flag(term))), isFlag: true }; // prettier-ignore
  }

  /** The first where a condition holds, else the second. */
  choose(condition: Term, a: Term | number, b: Term | number): Term {
    const [one, other] = this.#numbers([a, b]);
    return { name: this.#emission.block.apply('Where', [this.flag(condition), one!, other!]), isFlag: false };
  }

  /** Applies an operator with attributes to numbers. */
  withAttributes(operator: string, terms: readonly Term[], attributes: Attributes): Term {
    return { name: this.#emission.block.apply(operator, this.#numbers(terms), attributes), isFlag: false };
  }

  #numbers(terms: readonly (Term | number)[]): string[] {
    return terms.map(term => this.number(typeof term === 'number' ? this.literal(term) : term));
  }

  #applied(operator: string, names: readonly string[]): string {
    const emission = this.#emission;
    if (this.dtype !== 'float64' || !SINGLE.has(operator)) return emission.block.apply(operator, names);
    const narrow = names.map(name => emission.cast(name, 'float64', 'float32'));
    return emission.cast(emission.block.apply(operator, narrow), 'float32', 'float64');
  }
}

/** The operators that are a scalar instruction. */
type Expression = (writer: FormulaWriter, terms: readonly Term[]) => Term;

const same =
  (operator: string): Expression =>
  (writer, terms) =>
    writer.apply(operator, ...terms);

const comparing =
  (operator: string): Expression =>
  (writer, terms) =>
    writer.compare(operator, ...terms);

/** Of flags an operator of logic, of numbers another one. */
const either =
  (logic: string, operator: string): Expression =>
  (writer, terms) =>
    terms.every(({ isFlag }) => isFlag) ? writer.logic(logic, ...terms) : writer.apply(operator, ...terms);

/** The scalar instructions, each as operators of ONNX. */
const instructions: Readonly<Record<InstructionName, Expression>> = {
  neg: same('Neg'),
  exp: same('Exp'),
  log: same('Log'),
  log2: (writer, [x]) => writer.apply('Div', writer.apply('Log', x!), Math.LN2),
  log10: (writer, [x]) => writer.apply('Div', writer.apply('Log', x!), Math.LN10),
  log1p: (writer, [x]) => logOfNext(writer, x!),
  // eˣ − 1 = tanh(x/2)·(eˣ + 1), exact near 0.
  expm1: (writer, [x]) =>
    writer.apply('Mul', writer.apply('Tanh', writer.apply('Mul', x!, 0.5)), writer.apply('Add', writer.apply('Exp', x!), 1)), // prettier-ignore
  sqrt: same('Sqrt'),
  abs: same('Abs'),
  sign: same('Sign'),
  floor: same('Floor'),
  ceil: same('Ceil'),
  trunc: (writer, [x]) =>
    writer.choose(writer.compare('Less', x!, 0), writer.apply('Ceil', x!), writer.apply('Floor', x!)),
  round: same('Round'),
  tanh: same('Tanh'),
  erf: same('Erf'),
  sin: same('Sin'),
  // ONNX Runtime has no cosine of float64.
  cos: (writer, [x]) =>
    writer.dtype === 'float64' ? writer.apply('Sin', writer.apply('Add', x!, Math.PI / 2)) : writer.apply('Cos', x!),
  atan2: (writer, [y, x]) => angle(writer, y!, x!),
  add: same('Add'),
  sub: (writer, terms) => difference(writer, terms),
  mul: same('Mul'),
  imul: same('Mul'),
  div: same('Div'),
  fmod: (writer, terms) => writer.withAttributes('Mod', terms, { fmod: { int: 1 } }),
  pow: same('Pow'),
  max: either('Or', 'Max'),
  min: either('And', 'Min'),
  less: comparing('Less'),
  lessEqual: comparing('LessOrEqual'),
  equal: (writer, terms) =>
    terms.every(({ isFlag }) => isFlag) ? writer.logic('Equal', ...terms) : writer.compare('Equal', ...terms),
  select: (writer, [condition, a, b]) => choice(writer, condition!, a!, b!),
  copy: (_, [x]) => x!,
};

function difference(writer: FormulaWriter, [a, b]: readonly Term[]): Term {
  // 1 − flag is its opposite.
  if (b!.isFlag && a!.name === writer.literal(1).name) return writer.logic('Not', b!);
  return writer.apply('Sub', a!, b!);
}

/** ONNX Runtime chooses between numbers only. */
function choice(writer: FormulaWriter, condition: Term, a: Term, b: Term): Term {
  if (!a.isFlag || !b.isFlag) return writer.choose(condition, a, b);
  return writer.logic('Or', writer.logic('And', condition, a), writer.logic('And', writer.logic('Not', condition), b));
}

/**
 * ln(1 + x), exact near 0: the rounding of 1 + x is undone by a factor.
 *
 * Source: Goldberg, "What Every Computer Scientist Should Know About Floating-Point Arithmetic", 1991, theorem 4.
 */
function logOfNext(writer: FormulaWriter, x: Term): Term {
  const next = writer.apply('Add', x, 1);
  const more = writer.apply('Sub', next, 1);
  const isPlain = writer.logic('Or', writer.compare('Equal', more, 0), writer.compare('Equal', x, Infinity));
  const scaled = writer.apply('Mul', writer.apply('Log', next), writer.apply('Div', x, more));
  return writer.choose(isPlain, x, scaled);
}

/** The angle of a point from −π to π: arcus tangens of the ratio, and a half turn where x is negative. */
function angle(writer: FormulaWriter, y: Term, x: Term): Term {
  const ratio = writer.apply('Atan', writer.apply('Div', y, x));
  const isLeft = writer.compare('Less', x, 0);
  const half = writer.choose(writer.compare('Less', y, 0), -Math.PI, Math.PI);
  const turned = writer.choose(isLeft, writer.apply('Add', ratio, half), ratio);
  const isNone = writer.logic('And', writer.compare('Equal', x, 0), writer.compare('Equal', y, 0));
  return writer.choose(isNone, 0, turned);
}

/** Formulas that ONNX has one operator for, as `printedFormula` has them. */
const knownFormulas: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['max(#0,0)', 'Relu'],
  ['div(1,add(1,exp(neg(#0))))', 'Sigmoid'],
  ['div(1,#0)', 'Reciprocal'],
]);

/** Returns a formula as text: equal formulas are equal texts. An argument is its number after `#`. */
export function printedFormula(formula: Formula): string {
  if ('argument' in formula) return `#${formula.argument}`;
  if ('literal' in formula) return String(formula.literal);
  return `${formula.instruction.name}(${formula.operands.map(printedFormula).join()})`;
}

/** A value within a formula: numbers of the formula's dtype, or flags. */
interface Term {
  readonly name: string;
  readonly isFlag: boolean;
}
