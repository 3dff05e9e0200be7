import * as graph from '@thalweg/graph';
import type { Operand } from '@thalweg/graph';

/** A function that an expression may call. */
export interface CallableFunction {
  /** The number of operands. */
  readonly arity: 1 | 2;
  /** Applies the operation. At least one operand is a node. */
  readonly of: (...operands: Operand[]) => graph.Node;
}

type Unary = (x: graph.Node) => graph.Node;
type Binary = (a: Operand, b: Operand) => graph.Node;

const one = (operation: Unary): CallableFunction => ({ arity: 1, of: x => operation(x as graph.Node) });
const two = (operation: Binary): CallableFunction => ({ arity: 2, of: (a, b) => operation(a!, b!) });

/** The functions that an expression may call, by name. */
export const functions: ReadonlyMap<string, CallableFunction> = new Map([
  ['exp', one(graph.exp)],
  ['log', one(graph.log)],
  ['ln', one(graph.log)],
  ['sqrt', one(graph.sqrt)],
  ['square', one(graph.square)],
  ['abs', one(graph.abs)],
  ['sin', one(graph.sin)],
  ['cos', one(graph.cos)],
  ['tanh', one(graph.tanh)],
  ['sigmoid', one(graph.sigmoid)],
  ['relu', one(graph.relu)],
  ['softplus', one(graph.softplus)],
  ['silu', one(graph.silu)],
  ['erf', one(graph.erf)],
  ['pow', two(graph.pow)],
  ['max', two(graph.maximum)],
  ['min', two(graph.minimum)],
]);

/** The binary operators, by sign. */
export const operators: ReadonlyMap<string, CallableFunction> = new Map([
  ['+', two(graph.add)],
  ['-', two(graph.sub)],
  ['*', two(graph.mul)],
  // `1 / x` is one box of the lecture’s second circuit, with the local gradient −1/x².
  ['/', two((a, b) => (a === 1 ? graph.reciprocal(b as graph.Node) : graph.div(a, b)))],
  // A power of e is the exponential function: one box, with itself as its local gradient.
  ['^', two((a, b) => (a === Math.E ? graph.exp(b as graph.Node) : graph.pow(a, b)))],
]);

/** The unary minus. */
export const minus: CallableFunction = one(graph.neg);
