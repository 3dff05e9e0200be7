import { add, GraphError, type Node, read, Register, state } from '@thalweg/graph';
import { nodeOf, rebuild, withInputs } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { registerBelow } from '../layer-parts/freezing.ts';
import { A, B, scaled, type Weighted, weightedOf } from '../layer-parts/low-rank.ts';

/**
 * Returns a circuit without adapters, in which each weight is `W + (alpha/rank)·A·B` with the present values: to export it, or to
 * predict without the paths of {@link lora}. Weights that had an adapter are states; all else stays the same. It finds the adapters by
 * the names of their parameters, also in a model that was opened from a file.
 *
 * - **Shape** `S → S`
 * - **Gradient** that of the merged formula
 * - **Throws** `GraphError` if there is no adapter
 *
 * @example
 * const adapted = input('x', ['batch', 8]).pipe(dense(3), lora({ rank: 2 }));
 * registersOf(mergeLora(adapted)).map(({ name }) => name) // => ['dense1/weight', 'dense1/bias']
 */
export function mergeLora<S extends Shape>(x: Node<S>): Node<S> {
  const weights = new Map<Node, Map<Node, Node>>();
  const known = new Map<Node, Node>();
  const merged = rebuild(nodeOf('mergeLora', x as Node), known, {
    inputsOf: node => node.inputs,
    build(node, inputs) {
      const found = adaptedBy(node);
      if (found === undefined) return withInputs(node, inputs);
      const { product, factors, weighted } = found;
      const weight = product.inputs[weighted.weight]!;
      if (!weights.has(weight)) weights.set(weight, new Map());
      const byFactor = weights.get(weight)!;
      if (!byFactor.has(factors.a)) byFactor.set(factors.a, sumOf(weight, found));
      const own = known.get(product)!;
      return withInputs(
        own,
        own.inputs.map((input, at) => (at === weighted.weight ? byFactor.get(factors.a)! : input)),
      );
    },
  });
  if (weights.size > 0) return merged as Node as Node<S>;
  throw new GraphError('mergeLora', 'a circuit must have adapters', 'none', 'Give a node above what lora returned.');
}

/** A product with its weight, and the factors of the path that is added to it. */
interface Adapted {
  readonly product: Node;
  readonly weighted: Weighted;
  readonly factors: { readonly a: Node; readonly b: Node };
  readonly factor: number;
}

/** Returns the parts of a sum that `lora` made: the product, and the scaled path. */
function adaptedBy({ name, inputs }: Node): Adapted | undefined {
  if (name !== 'add') return undefined;
  const [product, up] = inputs as readonly [Node, Node];
  const b = up.inputs.find(input => isNamed(input, B));
  if (b === undefined) return undefined;
  let hidden = up.inputs.find(input => input !== b)!;
  let factor = 1;
  if (hidden.name === 'mul') {
    factor = read(hidden.inputs[1]!).item();
    hidden = hidden.inputs[0]!;
  }
  const a = hidden.inputs.find(input => isNamed(input, A));
  if (a === undefined) return undefined;
  const at = hidden.inputs.indexOf(a);
  const weighted = weightedOf(product, input => input === product.inputs[at]);
  return weighted && { product, weighted, factors: { a, b }, factor };
}

function isNamed(node: Node, end: string): boolean {
  return node instanceof Register && node.name.endsWith(end);
}

/** The sum of a weight and its factors as a state. */
function sumOf(weight: Node, { weighted, factors, factor }: Adapted): Node {
  const sum = read(add(weight, scaled(weighted.product(factors.a, factors.b), factor)) as Node);
  return state(sum, { name: registerBelow(weight)?.name ?? 'constant' }) as Node;
}
