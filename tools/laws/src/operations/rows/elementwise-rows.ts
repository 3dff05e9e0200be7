import * as graph from '@thalweg/graph';
import type { OperationRow } from '../laws/operation-row.ts';
import { drawn, map, plain, type Plain } from '../laws/plain.ts';
import { binary, comparison, flags, kindOfNumber, positive, unary } from './elementwise-row.ts';

const vector = (data: readonly number[], dtype: Plain['dtype'] = 'real'): Plain => ({ shape: [data.length], data, dtype }); // prettier-ignore

/** The ends of int32. */
const [LEAST, MOST] = [-(2 ** 31), 2 ** 31 - 1];

/** A power by IEEE 754-2019, §9.2.1: JavaScript's, but that 1 to any power and −1 to the power of ±∞ are 1. */
const ieeePower = (a: number, b: number): number => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b);

/** The nearest whole number, the even one of two. */
function toEven(x: number): number {
  const [low, fraction] = [Math.floor(x), x - Math.floor(x)];
  if (fraction === 0.5) return low % 2 === 0 ? low : low + 1;
  return fraction > 0.5 ? low + 1 : low;
}

/** a − b·⌊a/b⌋ without the rounding of a/b: JavaScript's remainder, brought to the side of b. */
const floored = (a: number, b: number): number => (a % b !== 0 && a % b < 0 !== b < 0 ? (a % b) + b : a % b);

const converted = 'a conversion between floats has no arithmetic that could differ';
const pipeable = (name: string): string => `the pipeable form of ${name}`;

/** Operations that work element by element. */
export const elementwiseRows: readonly OperationRow[] = [
  unary('neg', graph.neg, x => -x),
  unary('exp', graph.exp, Math.exp),
  unary('log', graph.log, Math.log, { ranges: [positive] }),
  unary('sqrt', graph.sqrt, Math.sqrt, { ranges: [positive] }),
  unary('square', graph.square, x => x * x),
  unary('reciprocal', graph.reciprocal, x => 1 / x, { ranges: [positive] }),
  unary('abs', graph.abs, Math.abs),
  unary('tanh', graph.tanh, Math.tanh),
  unary('sigmoid', graph.sigmoid, x => 1 / (1 + Math.exp(-x))),
  unary('relu', graph.relu, x => Math.max(x, 0)),
  unary('sin', graph.sin, Math.sin),
  unary('cos', graph.cos, Math.cos),
  unary('sign', graph.sign, Math.sign, { gradient: 'zero' }),
  unary('ceil', graph.ceil, Math.ceil, { gradient: 'zero' }),
  unary('round', graph.round, toEven, { gradient: 'zero' }),
  unary('trunc', graph.trunc, Math.trunc, { gradient: 'zero' }),
  unary('stopGradient', graph.stopGradient, x => x, { gradient: 'zero' }),
  unary('fillLike', x => graph.fillLike(x!, 7), () => 7, { gradient: 'zero', notFinite: 'formula' }),
  unary('cast', x => graph.cast(x!, x!.dtype), x => x, { variant: 'to its own dtype', noReference: converted }),
  unary('cast', x => graph.cast(graph.cast(x!, 'float64'), x!.dtype), x => x, { variant: 'to float64 and back', noReference: converted }),
  unary('cast', x => graph.cast(x!, 'bool'), x => x, { variant: 'to bool', naive: map(x => Number(x !== 0), 'bool'), gradient: 'refused' }),
  unary('cast', x => graph.cast(x!, 'int32'), x => x, {
    variant: 'to int32',
    naive: map(x => Math.trunc(x!), 'int32'),
    notFinite: [{ inputs: [vector([NaN, Infinity, -Infinity, 1.5, 2 ** 31, -(2 ** 32)])], output: vector([0, MOST, LEAST, 1, MOST, LEAST], 'int32') }],
    gradient: 'refused',
  }),

  binary('add', (a, b) => graph.add(a!, b!), (a, b) => a + b),
  binary('sub', (a, b) => graph.sub(a!, b!), (a, b) => a - b),
  binary('mul', (a, b) => graph.mul(a!, b!), (a, b) => a * b),
  binary('div', (a, b) => graph.div(a!, b!), (a, b) => a / b, { ranges: [[-2, 2], positive] }),
  binary('pow', (a, b) => graph.pow(a!, b!), ieeePower, { ranges: [positive], notFinite: 'formula' }),
  binary('mod', (a, b) => graph.mod(a!, b!), floored, { ranges: [[-2, 2], [0.7, 0.9]] }),
  binary('fmod', (a, b) => graph.fmod(a!, b!), (a, b) => a % b, { ranges: [[-2, 2], [0.7, 0.9]] }),
  binary('maximum', (a, b) => graph.maximum(a!, b!), Math.max),
  binary('minimum', (a, b) => graph.minimum(a!, b!), Math.min),
  binary('plus', (a, b) => a!.pipe(graph.plus(b!)), (a, b) => a + b, { noReference: pipeable('add') }),
  binary('minus', (a, b) => a!.pipe(graph.minus(b!)), (a, b) => a - b, { noReference: pipeable('sub') }),
  binary('times', (a, b) => a!.pipe(graph.times(b!)), (a, b) => a * b, { noReference: pipeable('mul') }),
  binary('over', (a, b) => a!.pipe(graph.over(b!)), (a, b) => a / b, { ranges: [[-2, 2], positive], noReference: pipeable('div') }),

  comparison('less', (a, b) => graph.less(a!, b!), (a, b) => a < b),
  comparison('lessEqual', (a, b) => graph.lessEqual(a!, b!), (a, b) => a <= b),
  comparison('greater', (a, b) => graph.greater(a!, b!), (a, b) => a > b),
  comparison('greaterEqual', (a, b) => graph.greaterEqual(a!, b!), (a, b) => a >= b),
  comparison('equal', (a, b) => graph.equal(a!, b!), (a, b) => a === b),
  comparison('notEqual', (a, b) => graph.notEqual(a!, b!), (a, b) => a !== b),
  kindOfNumber('isNaN', graph.isNaN, Number.isNaN),
  kindOfNumber('isFinite', graph.isFinite, Number.isFinite),
  kindOfNumber('isInfinite', graph.isInfinite, x => x === Infinity || x === -Infinity),
  flags('logicalAnd', 2, ([a, b]) => graph.logicalAnd(a!, b!), (a, b) => a && b),
  flags('logicalOr', 2, ([a, b]) => graph.logicalOr(a!, b!), (a, b) => a || b),
  flags('logicalXor', 2, ([a, b]) => graph.logicalXor(a!, b!), (a, b) => a !== b),
  flags('logicalNot', 1, ([x]) => graph.logicalNot(x!), x => !x),

  {
    name: 'where',
    apply: (condition, a, b) => graph.where(condition!, a!, b!),
    naive: map((condition, a, b) => (condition === 1 ? a! : b!)),
    cases: [[plain([2, 3], ([i, j]) => (i! + j!) % 2, 'bool'), drawn([2, 3], 1), drawn([2, 3], 2)]],
    gradient: 'passes',
    elementwise: true,
    notFinite: 'formula',
  },
]; // prettier-ignore
