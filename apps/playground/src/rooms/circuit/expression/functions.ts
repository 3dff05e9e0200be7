import * as graph from '@thalweg/graph';
import type { Operand } from '@thalweg/graph';

/** A function that an expression may call. */
export interface CallableFunction {
  /** How many operands it takes. */
  readonly takes: 1 | 2;
  /** Its operation; one of the operands at least is a node. */
  readonly of: (...operands: Operand[]) => graph.Node;
}

type Unary = (x: graph.Node) => graph.Node;
type Binary = (a: Operand, b: Operand) => graph.Node;

const one = (operation: Unary): CallableFunction => ({ takes: 1, of: x => operation(x as graph.Node) });
const two = (operation: Binary): CallableFunction => ({ takes: 2, of: (a, b) => operation(a!, b!) });

/** The functions, by the names of the graph’s operations where the field has no other. */
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

/** The signs between two operands, in the same way. */
export const signs: ReadonlyMap<string, CallableFunction> = new Map([
  ['+', two(graph.add)],
  ['-', two(graph.sub)],
  ['*', two(graph.mul)],
  // One box of the lecture’s second circuit: its local gradient is −1/x².
  ['/', two((a, b) => (a === 1 ? graph.reciprocal(b as graph.Node) : graph.div(a, b)))],
  ['^', two(graph.pow)],
]);

/** The minus before an operand. */
export const minus: CallableFunction = one(graph.neg);
