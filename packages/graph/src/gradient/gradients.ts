import type { Shape } from '@thalweg/tensor';
import type { Node, Reverse, Touched } from '../node/node.ts';
import type { Parameter } from '../sources/parameter.ts';
import type { GradientOptions } from './gradient.ts';
import { parametersOf } from './parameters-of.ts';
import { reverseOf } from './backward.ts';

/** The gradients of a root with respect to all that it depends on, as nodes that are built when they are asked for. */
export class Gradients {
  readonly #reverse: Reverse;
  /** The parameters that the root depends on, in the order in which its formula uses them. */
  readonly parameters: readonly Parameter[];

  constructor(reverse: Reverse, parameters: readonly Parameter[]) {
    this.#reverse = reverse;
    this.parameters = parameters;
  }

  /** Returns the gradient ∂root/∂node. */
  of<S extends Shape>(node: Node<S>): Node<S> {
    return this.#reverse.at(node);
  }

  /**
   * Returns the rows whose sum is the gradient of a table, in training mode: those that were gathered from the table. Returns
   * `undefined` for every other parameter, whose gradient is dense.
   */
  touched(parameter: Parameter): Touched | undefined {
    const adjoint = this.#reverse.training.at(parameter as Node);
    return adjoint?.rule?.touched?.(adjoint);
  }

  /** Returns the contribution of each use of a node, in training mode. The gradient of the node is their sum. */
  terms(node: Node): readonly Node[] {
    return this.#reverse.training.terms(node);
  }

  /**
   * Returns the contribution of a node to the gradient of each of its inputs, in training mode; `undefined` where it is
   * zero.
   */
  inputAdjoints(consumer: Node): readonly (Node | undefined)[] {
    return this.#reverse.training.inputAdjoints(consumer);
  }
}

/**
 * Returns the gradients of a root, which must be a scalar unless an upstream gradient is given.
 *
 * - **Throws** `ShapeError` if the root is not a scalar and no upstream gradient is given
 *
 * @example
 * const x = parameter(3), y = parameter(4);
 * const g = gradients(mul(x, y));
 * read(g.of(x)).item() // => 4
 */
export function gradients(root: Node, options?: GradientOptions): Gradients {
  return new Gradients(reverseOf('gradients', root, options), parametersOf(root));
}
