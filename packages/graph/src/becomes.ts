import { DtypeError, sameShape, ShapeError, type Sizes } from '@thalweg/tensor';
import { Node, type NodeRule } from './node.ts';
import type { Register } from './register.ts';

/**
 * The rule that a register takes the value of `next` when a step commits. The node it returns is that next value:
 * whoever computes with it in a step has the rule fire in that step. Reading it moves nothing.
 *
 * - **Shape** `register: S, next: S → S`
 * - **Gradient** `∂next = ∂y`
 * - **Throws** `ShapeError`, `DtypeError` when `next` does not fit the register
 */
export function becomes<S extends Sizes>(register: Register<S>, next: Node<NoInfer<S>>): Node<S> {
  const { shape, dtype, circuit } = register;
  const name = `becomes(${register.name})`;
  if (!sameShape(shape, next.shape))
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
  next.circuit?.join(circuit);
  return new Node({ name, shape, dtype, circuit, register: register as Node, inputs: [next], rule });
}

const rule: NodeRule = {
  name: 'becomes',
  kernel: { kind: 'alias' },
  shape: ([x]) => x!,
  gradient: upstream => [upstream],
};
