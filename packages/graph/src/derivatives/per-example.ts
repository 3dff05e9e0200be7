import type { Shape } from '@thalweg/tensor';
import { functionOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { reshape } from '../operations/reshape.ts';
import { formedLike, listOf, type Nodes } from '../node/nodes.ts';
import { mapOver, mapSettingsOf } from '../scan/map-over.ts';
import { axisIn } from '../scan/slices.ts';
import type { VmapOptions } from '../scan/vmap.ts';
import type { Replaced } from '../protocol/axes.ts';
import type { Parameter } from '../sources/parameter.ts';
import { gradients } from '../gradient/gradients.ts';
import { scalarLoss } from '../gradient/backward.ts';

/** Nodes of one example: with size 1 along the axis. */
export type OneExample<X, A> =
  X extends Node<infer S> ? Node<Singled<S, A>> : { readonly [K in keyof X]: OneExample<X[K], A> };

type Singled<S extends Shape, A> = number extends S['length']
  ? Shape
  : A extends number
    ? Replaced<S, A, readonly [1]>
    : string extends A
      ? Shape
      : { readonly [K in keyof S]: S[K] extends A ? 1 : S[K] };

/** The losses of the examples in a batch, and the gradient of each loss with respect to the parameters. */
export class ExampleGradients<B extends number | string = number | string> {
  /** The loss of each example. */
  readonly losses: Node<readonly [B]>;
  readonly #gradients: ReadonlyMap<Node, Node>;

  constructor(losses: Node<readonly [B]>, all: ReadonlyMap<Node, Node>) {
    this.losses = losses;
    this.#gradients = all;
  }

  /** The parameters that the losses depend on. */
  get parameters(): readonly Parameter[] {
    return [...this.#gradients.keys()] as unknown as Parameter[];
  }

  /**
   * Returns the gradient of the loss of each example with respect to a parameter, `[batch, ...parameter]`. Throws `GraphError`
   * for another node.
   */
  of<S extends Shape>(parameter: Node<S>): Node<readonly [B, ...S]> {
    const found = this.#gradients.get(nodeOf('perExample', parameter as Node));
    if (found === undefined)
      throw new GraphError(
        'perExample',
        'the gradient must be that of a parameter of the losses',
        parameter.name,
        `Ask for one of ${this.parameters.map(({ name }) => name).join(', ')}.`,
      );
    return found as Node as Node<readonly [B, ...S]>;
  }
}

/**
 * Returns the gradients of the loss of each example in a batch. The function gets one example, as a batch of one, and returns
 * its loss, so it can use models and losses that are written for batches. It is called once. Operations that can compute all
 * examples at once do so. Only the gradients that are observed are computed, since that of a weight matrix has one matrix for
 * each example.
 *
 * - **Shape** `xs: […, batch, …]`, of which the function sees `[…, 1, …]`; `losses: [batch]`, `of(w): [batch, ...w]`
 * - **Throws** `ShapeError` if the loss of an example is not a scalar, or an input lacks the axis
 * - **Source** Goodfellow, "Efficient Per-Example Gradient Computations", 2015
 *
 * @example
 * const w = parameter([1, 1]);
 * const rows = { x: constant([[1, 2], [3, 4]]), y: constant([0, 10]) };
 * const errors = perExample(({ x, y }) => mean(square(sub(sum(mul(x, w), { axes: 1 }), y))), rows, { axis: 0 });
 * read(errors.of(w)).toArray() // => [[6, 12], [-18, -24]]
 */
export function perExample<X extends Nodes, const A extends string | number = 'batch'>(
  lossOf: (example: OneExample<X, A>) => Node<readonly []>,
  xs: X,
  options?: VmapOptions<A>,
): ExampleGradients<A extends string ? A : number | string> {
  const settings = mapSettingsOf('perExample', options);
  functionOf('perExample', 'the loss', lossOf);
  const inputs = listOf('perExample', xs);
  let parameters: readonly Parameter[] = [];
  const row = (slices: readonly Node[]): Node[] => {
    const ones = slices.map((slice, n) => single(slice, axisIn(inputs[n]!, settings.axis)));
    const loss = scalarLoss('perExample', lossOf(formedLike(xs as Nodes, ones) as never) as Node);
    const all = gradients(loss);
    ({ parameters } = all);
    return [reshape(loss, []), ...parameters.map(parameter => all.of(parameter as Node))];
  };
  const [losses, ...all] = mapOver(inputs, row, settings);
  return new ExampleGradients(losses as never, new Map(parameters.map((one, n) => [one as Node, all[n]!])));
}

/** One slice with an axis of size 1 in the place that the axis had. */
function single(slice: Node, place: number): Node {
  const { shape } = slice;
  return reshape(slice, [...shape.slice(0, place), 1, ...shape.slice(place)]);
}
