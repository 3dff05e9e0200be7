import type { Shape } from '@thalweg/tensor';
import { becomes } from '../becomes.ts';
import type { Node } from '../node.ts';
import { add } from '../operations/add.ts';
import { Parameter } from '../parameter.ts';
import { state } from '../state.ts';
import { reverseOf, type GradientOptions } from './gradient.ts';
import type { Reverse } from './reverse.ts';

/** What the transforms of one optimizer share. */
interface Shared {
  step: Node<readonly []> | undefined;
}

/**
 * The reverse streams of a root: a gradient node for every node it depends on. A gradient transform maps them to
 * others, one for each parameter; what comes out last is subtracted from the parameters.
 */
export class Gradients {
  readonly #reverse: Reverse;
  readonly #mapped: ReadonlyMap<Node, Node>;
  readonly #shared: Shared;
  /** The parameters that the root depends on, in the order in which its formula uses them. */
  readonly parameters: readonly Parameter[];

  constructor(reverse: Reverse, parameters: readonly Parameter[], mapped: ReadonlyMap<Node, Node>, shared: Shared) {
    this.#reverse = reverse;
    this.parameters = parameters;
    this.#mapped = mapped;
    this.#shared = shared;
  }

  /** The gradient of a node: as mapped, if it is a parameter. */
  of<S extends Shape>(node: Node<S>): Node<S> {
    const mapped = this.#mapped.get(node as Node) as Node<S> | undefined;
    return mapped ?? this.#reverse.at(node);
  }

  /** Where a value fans out: what each use of it passes back. Their sum is its gradient. In training mode. */
  terms(node: Node): readonly Node[] {
    return this.#reverse.training.terms(node);
  }

  /** What a node passes back to each of its inputs; nothing where that is zero. In training mode. */
  passed(consumer: Node): readonly (Node | undefined)[] {
    return this.#reverse.training.passed(consumer);
  }

  /** Other gradients in place of these, parameter by parameter. */
  map(transform: (gradient: Node, parameter: Parameter) => Node): Gradients {
    const mapped = new Map<Node, Node>();
    for (const parameter of this.parameters)
      mapped.set(parameter as Node, transform(this.of(parameter) as Node, parameter));
    return new Gradients(this.#reverse, this.parameters, mapped, this.#shared);
  }

  /** The same gradients, of some parameters only: the others do not move, unless they are mapped elsewhere. */
  only(which: (parameter: Parameter) => boolean): Gradients {
    return new Gradients(this.#reverse, this.parameters.filter(which), this.#mapped, this.#shared);
  }

  /** The number of the step under way, from 1; a float64 scalar that all transforms of one optimizer share. */
  get step(): Node<readonly []> {
    if (this.#shared.step === undefined) {
      const steps = state(0, { name: 'step', dtype: 'float64' });
      this.#shared.step = becomes(steps, add(steps, 1) as Node<readonly []>);
    }
    return this.#shared.step;
  }
}

/**
 * The reverse streams of a root, which must be a scalar unless an upstream gradient is given.
 *
 * @example
 * const x = parameter(3), y = parameter(4);
 * const g = gradients(mul(x, y));
 * read(g.of(x)).item() // => 4
 */
export function gradients(root: Node, options: GradientOptions = {}): Gradients {
  return new Gradients(reverseOf(root, options), parametersOf(root), new Map(), { step: undefined });
}

/** The parameters that a node depends on, in the order in which its formula uses them. */
export function parametersOf(root: Node): Parameter[] {
  const found: Parameter[] = [];
  const seen = new Set<Node>();
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Parameter) found.push(node as Parameter);
    for (let index = node.inputs.length - 1; index >= 0; index--) stack.push(node.inputs[index]!);
  }
  return found;
}
