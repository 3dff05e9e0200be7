import { Node, nodeOf, type NodeOperation, type Writable } from '../node/node.ts';
import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { targetOf } from './target-of.ts';

/**
 * The rule that a register takes the value of `next` when a step commits. The node it returns is that next value:
 * a step that computes with it fires the rule. Reading it moves nothing. Of a view of a register
 * it writes what the view shows.
 *
 * - **Shape** `register: S, next: S → S`
 * - **Gradient** `∂next = ∂y`
 * - **Throws** `ShapeError`, `DtypeError` when `next` does not fit the register
 */
export function becomes<S extends Shape>(register: Writable<S>, next: Node<NoInfer<S>>): Node<S> {
  nodeOf('becomes', register as Node);
  const { shape, dtype } = register;
  const { register: written, inputs: others, write } = targetOf(register as Writable);
  const name = `becomes(${register.name})`;
  if (!sameShape(shape, nodeOf('becomes', next as Node).shape))
    throw new ShapeError(
      name,
      [shape, next.shape],
      'the next value must have the register’s shape',
      'Reduce or reshape it.',
    );
  if (dtype !== next.dtype)
    throw new DtypeError(
      name,
      [dtype, next.dtype],
      'the next value must have the register’s dtype',
      'Convert it with cast.',
    );
  const { circuit } = written;
  const inputs = [next as Node, ...others];
  for (const input of inputs) input.circuit?.join(circuit);
  return new Node({
    name,
    shape,
    dtype,
    circuit,
    register: written as Node,
    inputs,
    operation: write === undefined ? operation : { ...operation, write },
  });
}

const operation: NodeOperation = {
  name: 'becomes',
  kernel: { kind: 'alias' },
  shape: ([x]) => x!,
  gradient: upstream => [upstream],
};
