import { Node, nodeOf, type NodeRule, type Writable } from '../node/node.ts';
import { DtypeError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { targetOf } from './target-of.ts';

/**
 * Returns the next value of a register, together with the rule that the register takes it when a step commits. A step that
 * computes with the returned node fires the rule; reading the node writes nothing. If `register` is a view, the rule writes
 * only what the view shows.
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
    rule: write === undefined ? rule : { ...rule, write },
  });
}

const rule: NodeRule = {
  name: 'becomes',
  kernel: { kind: 'alias' },
  shape: ([x]) => x!,
  gradient: upstream => [upstream],
};
