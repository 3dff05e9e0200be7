import { DtypeError } from '@thalweg/tensor';
import { elementwise } from '../protocol/elementwise.ts';
import * as scalar from '../interpreter/scalar.ts';
import type { Node } from '../node/node.ts';
import { nodesOf, type Operand, type ShapeOf } from '../protocol/operand.ts';
import type { Broadcast, Broadcasts } from '../shape/shapes.ts';

const select = /* @__PURE__ */ elementwise<(condition: Node, a: Node, b: Node) => Node>('where', {
  formula: (condition, a, b) => scalar.select(condition!, a!, b!),
  dtype: inputs => {
    const [condition, a, b] = inputs;
    if (condition !== 'bool')
      throw new DtypeError(
        'where',
        [condition!],
        'the condition must be bool',
        'Compare first, as in where(greater(x, 0), a, b).',
      );
    if (a !== b)
      throw new DtypeError('where', [a!, b!], 'both values must have one dtype', 'Convert one of them with cast.');
    return a!;
  },
  gradient: (upstream, [condition]) => [undefined, where(condition!, upstream, 0), where(condition!, 0, upstream)],
});

/**
 * `y = a` where the condition holds, else `b`.
 *
 * - **Shape** `condition, a, b → broadcast(condition, a, b)`
 * - **Gradient** `∂a = ∂y` where the condition holds, else 0; `∂b` the other way round
 * - **Throws** `ShapeError` if shapes do not broadcast, or differ in rank and double a named size; `DtypeError` unless the
 *   condition is bool and both values have one dtype
 */
export function where<C extends Node, A extends Operand, B extends Operand>(
  condition: C,
  a: A,
  b: B &
    Broadcasts<'where', ShapeOf<A>, ShapeOf<B>> &
    Broadcasts<'where', ShapeOf<C>, Broadcast<ShapeOf<A>, ShapeOf<B>>>,
): Node<Broadcast<ShapeOf<C>, Broadcast<ShapeOf<A>, ShapeOf<B>>>> {
  const [first, second] = nodesOf('where', [a, b]);
  return select(condition, first!, second!) as never;
}
