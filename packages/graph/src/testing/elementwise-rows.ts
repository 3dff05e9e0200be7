import type { Sizes } from '@thalweg/tensor';
import * as graph from '../index.ts';
import type { Node } from '../index.ts';
import type { OperationRow } from './operation-row.ts';
import { drawn, joined, map, plain, type Plain } from './plain.ts';

type Range = readonly [low: number, high: number];
type Apply = (...inputs: Node[]) => Node;

const real: Range = [-2, 2];
const positive: Range = [0.2, 3];

const single: readonly Sizes[] = [[2, 3], [], [1], [0], [1, 1, 1], [2, 0, 3], [600]];
const pairs: readonly (readonly [Sizes, Sizes])[] = [
  [[2, 3], [2, 3]],
  [[3, 1], [4]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [[], [2, 2]],
  [[2, 2], []],
  [[2, 1, 2], [3, 1]],
  [[1], [1]],
  [[], []],
  [[0], [1]],
  [[0, 3], [3]],
  [[2, 300], [300]],
]; // prettier-ignore

/** Moves what is close to 0, where some have a kink, away from it. */
function awayFromZero(x: Plain): Plain {
  return { ...x, data: x.data.map(value => (Math.abs(value) < 0.01 ? value + 0.125 : value)) };
}

function unary(operation: string, apply: Apply, of: (x: number) => number, [low, high] = real): OperationRow {
  const cases = single.map((shape, seed) => [awayFromZero(drawn(shape, seed, low, high))]);
  return { operation, apply, naive: map(of), cases, gradient: 'passes' };
}

function binary(
  operation: string,
  apply: Apply,
  of: (a: number, b: number) => number,
  [left, right] = [real, real],
): OperationRow {
  const cases = pairs.map(([a, b], seed) => [drawn(a, seed, ...left), awayFromZero(drawn(b, seed + 50, ...right))]);
  return { operation, apply, naive: map(of), cases, gradient: 'passes' };
}

/** Small whole numbers, of which some are equal. */
function comparison(operation: string, apply: Apply, of: (a: number, b: number) => boolean): OperationRow {
  const whole = (shape: Sizes, seed: number): Plain => {
    const { data } = drawn(shape, seed, 0, 3);
    return { shape, data: data.map(Math.floor), dtype: 'real' };
  };
  const cases = pairs.map(([a, b], seed) => [whole(a, seed), whole(b, seed + 50)]);
  return { operation, apply, naive: map((a, b) => Number(of(a!, b!)), 'bool'), cases, gradient: 'refused' };
}

function conditions(): (readonly Plain[])[] {
  const flags = (shape: Sizes): Plain => plain(shape, index => index.reduce((sum, i) => sum + i, 0) % 2, 'bool');
  return pairs.flatMap(([a, b], seed) => {
    const values = [drawn(a, seed), drawn(b, seed + 50)];
    return [a, b, joined(a, b)].map(shape => [flags(shape), ...values]);
  });
}

/** Operations that work element by element. */
export const elementwiseRows: readonly OperationRow[] = [
  unary('neg', graph.neg, x => -x),
  unary('exp', graph.exp, Math.exp),
  unary('log', graph.log, Math.log, positive),
  unary('sqrt', graph.sqrt, Math.sqrt, positive),
  unary('square', graph.square, x => x * x),
  unary('reciprocal', graph.reciprocal, x => 1 / x, positive),
  unary('abs', graph.abs, Math.abs),
  unary('tanh', graph.tanh, Math.tanh),
  unary('sigmoid', graph.sigmoid, x => 1 / (1 + Math.exp(-x))),
  unary('relu', graph.relu, x => Math.max(x, 0)),
  unary('sin', graph.sin, Math.sin),
  unary('cos', graph.cos, Math.cos),
  { ...unary('sign', graph.sign, Math.sign), gradient: 'zero' },
  { ...unary('stopGradient', graph.stopGradient, x => x), gradient: 'zero' },
  { ...unary('cast', x => graph.cast(x, x.dtype), x => x), variant: 'to its own dtype' },
  { ...unary('cast', x => graph.cast(graph.cast(x, 'float64'), x.dtype), x => x), variant: 'to float64 and back' },
  { ...unary('cast', x => graph.cast(x, 'int32'), Math.trunc), variant: 'to int32', naive: map(x => Math.trunc(x!), 'int32'), gradient: 'refused' },
  { ...unary('cast', x => graph.cast(x, 'bool'), x => x), variant: 'to bool', naive: map(x => Number(x !== 0), 'bool'), gradient: 'refused' },
  { ...unary('fillLike', x => graph.fillLike(x, 7), () => 7), gradient: 'zero' },

  binary('add', (a, b) => graph.add(a!, b!), (a, b) => a + b),
  binary('sub', (a, b) => graph.sub(a!, b!), (a, b) => a - b),
  binary('mul', (a, b) => graph.mul(a!, b!), (a, b) => a * b),
  binary('div', (a, b) => graph.div(a!, b!), (a, b) => a / b, [real, positive]),
  binary('pow', (a, b) => graph.pow(a!, b!), Math.pow, [positive, real]),
  binary('maximum', (a, b) => graph.maximum(a!, b!), Math.max),
  binary('minimum', (a, b) => graph.minimum(a!, b!), Math.min),
  binary('plus', (a, b) => a!.pipe(graph.plus(b!)), (a, b) => a + b),
  binary('minus', (a, b) => a!.pipe(graph.minus(b!)), (a, b) => a - b),
  binary('times', (a, b) => a!.pipe(graph.times(b!)), (a, b) => a * b),
  binary('over', (a, b) => a!.pipe(graph.over(b!)), (a, b) => a / b, [real, positive]),
  comparison('less', (a, b) => graph.less(a!, b!), (a, b) => a < b),
  comparison('lessEqual', (a, b) => graph.lessEqual(a!, b!), (a, b) => a <= b),
  comparison('greater', (a, b) => graph.greater(a!, b!), (a, b) => a > b),
  comparison('greaterEqual', (a, b) => graph.greaterEqual(a!, b!), (a, b) => a >= b),
  comparison('equal', (a, b) => graph.equal(a!, b!), (a, b) => a === b),
  comparison('notEqual', (a, b) => graph.notEqual(a!, b!), (a, b) => a !== b),
  {
    operation: 'where',
    apply: (condition, a, b) => graph.where(condition!, a!, b!),
    naive: map((condition, a, b) => (condition === 1 ? a! : b!)),
    cases: conditions(),
    gradient: 'passes',
  },
]; // prettier-ignore
