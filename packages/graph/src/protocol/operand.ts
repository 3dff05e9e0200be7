import { Node, nodeOf } from '../node/node.ts';
import { printed } from '@thalweg/tensor/engine';
import type { DType, Shape } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Broadcast } from '../shape/shapes.ts';

/** An operand of a formula: a node, or a number that adapts to the other operands' dtype. */
export type Operand = Node | number;

/** The shape of an operand; a number is a scalar. */
export type ShapeOf<X> = X extends Node<infer S> ? S : readonly [];

/** The node that two operands broadcast to. */
export type Joined<A extends Operand, B extends Operand> = Node<Broadcast<ShapeOf<A>, ShapeOf<B>>>;

/** Makes nodes of the numbers among some operands. */
export function nodesOf(name: string, operands: readonly Operand[], dtype?: DType): Node<Shape>[] {
  const first = operands.find(operand => operand instanceof Node);
  if (first === undefined)
    throw new GraphError(
      name,
      'at least one operand must be a node',
      operands.map(printed).join(' and '),
      'Wrap a value with constant(…).',
    );
  return operands.map(operand =>
    typeof operand === 'number' ? constant(operand, { dtype: dtype ?? first.dtype }) : nodeOf(name, operand),
  );
}
