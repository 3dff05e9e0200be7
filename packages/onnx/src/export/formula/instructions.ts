import type { InstructionName } from '@thalweg/graph/engine';
import type { FormulaWriter } from './formula-writer.ts';
import type { Term } from './term.ts';

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
export const instructions: Readonly<Record<InstructionName, Expression>> = {
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
