import type { Shape } from '@thalweg/tensor';
import {
  checkLabels,
  type Labelled,
  multiplied,
  onDiagonals,
  ordered,
  subscriptsOf,
  summed,
} from './linear-algebra/labelled.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sameNumbers } from '../protocol/dtype-rules.ts';

/** The shape of a result, if the subscripts have an output of letters. */
type Einsum<Text extends string, N extends readonly Node[]> = Text extends `${string}${'.' | ' '}${string}`
  ? Shape
  : Text extends `${infer Terms}->${infer Output}`
    ? Known<Sizes<Output, Split<Terms>, N>>
    : Shape;

type Split<Text extends string> = Text extends `${infer First},${infer Rest}`
  ? readonly [First, ...Split<Rest>]
  : readonly [Text];

type Sizes<Output extends string, Terms, N> = Output extends `${infer Label}${infer Rest}`
  ? readonly [SizeOf<Label, Terms, N>, ...Sizes<Rest, Terms, N>]
  : readonly [];

/** The size that a label has in the first term that has it. */
type SizeOf<Label, Terms, N> = Terms extends readonly [infer Term, ...infer OtherTerms]
  ? N extends readonly [Node<infer S>, ...infer OtherNodes]
    ? SizeIn<Label, Term, S> extends infer Size
      ? [Size] extends [never]
        ? SizeOf<Label, OtherTerms, OtherNodes>
        : Size
      : never
    : never
  : never;

type SizeIn<Label, Term, S> = Term extends `${infer First}${infer Rest}`
  ? S extends readonly [infer Size, ...infer Others]
    ? First extends Label
      ? Size
      : SizeIn<Label, Rest, Others>
    : never
  : never;

/** A shape, unless one of its sizes was not found. */
type Known<S extends readonly unknown[]> = S extends Shape ? (HasNever<S> extends true ? Shape : S) : Shape;

type HasNever<S> = S extends readonly [infer First, ...infer Rest]
  ? [First] extends [never]
    ? true
    : HasNever<Rest>
  : false;

/**
 * Products of elements, summed over indices: a label for each axis says which indices are equal, and those that the output
 * lacks are summed over. `'bij,bjk->bik'` are products of matrices, `'ii->i'` is a diagonal, `'...ij->...ji'` a
 * transposition. Without an output it has the labels that occur once, in alphabetical order. The axes of an ellipsis
 * broadcast. Values are multiplied from left to right, two at a time, as products of matrices where they can be; the order
 * of more than two decides how much work that is.
 *
 * - **Shape** by the subscripts; axes keep their names
 * - **Gradient** by composition
 * - **Throws** `GraphError` for subscripts that cannot be read; `ShapeError`, which names the label, if its sizes differ
 *
 * @example
 * const [a, b] = [constant([[1, 2], [3, 4]]), constant([[1, 0], [1, 1]])];
 * read(einsum('ij,jk->ik', a, b)).toArray() // => [[3, 2], [7, 4]]
 */
export function einsum<const Text extends string, const N extends readonly Node[]>(
  subscripts: Text,
  ...nodes: N
): Node<Einsum<Text, N>> {
  const shapes = nodes.map(node => nodeOf('einsum', node).shape);
  const labels = subscriptsOf(subscripts, shapes);
  checkLabels(labels, shapes);
  if (nodes.length > 1) sameNumbers('einsum')(nodes.map(({ dtype }) => dtype));
  const factors = labels.terms.map((term, n) => onDiagonals({ node: nodes[n]!, labels: term }));
  const product = factors.reduce((left: Labelled, right, n) => {
    const later = [labels.output, ...factors.slice(n + 1).map(factor => factor.labels)].flat();
    return multiplied(left, right, label => later.includes(label));
  });
  const result = summed(product, label => labels.output.includes(label));
  return ordered(result, labels.output) as Node as Node<Einsum<Text, N>>;
}
