import { add, GraphError, type Node, read, Register, state } from '@thalweg/graph';
import { nodeOf, rebuild, withInputs } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { weightName } from '../layer-parts/freezing.ts';
import { A, B, scaled, type Weighted, weightedOf, withWeight } from '../layer-parts/low-rank.ts';

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
  const sums = new Map<Node, Node>();
  const known = new Map<Node, Node>();
  const merged = rebuild(nodeOf('mergeLora', x as Node), known, {
    inputsOf: node => node.inputs,
    build(node, inputs) {
      const adapted = adaptedBy(node);
      if (adapted === undefined) return withInputs(node, inputs);
      // The factors belong to one weight.
      if (!sums.has(adapted.a)) sums.set(adapted.a, sumOf(adapted));
      return withWeight(known.get(adapted.product)!, adapted.weighted, sums.get(adapted.a)!);
    },
  });
  if (sums.size > 0) return merged as Node as Node<S>;
  throw new GraphError('mergeLora', 'a circuit must have adapters', 'none', 'Give a node above what lora returned.');
}

/** A product with its weight, and the factors of the path that is added to it. */
interface Adapted {
  readonly product: Node;
  readonly weighted: Weighted;
  readonly a: Node;
  readonly b: Node;
  readonly factor: number;
}

/** Returns the parts of a sum that `lora` made: the product, and the scaled path. */
function adaptedBy({ name, inputs }: Node): Adapted | undefined {
  if (name !== 'add') return undefined;
  const [product, up] = inputs as readonly [Node, Node];
  const b = factorOf(up, B);
  if (b === undefined) return undefined;
  const path = up.inputs.find(input => input !== b)!;
  const [down, factor] = path.name === 'mul' ? [path.inputs[0]!, read(path.inputs[1]!).item()] : [path, 1];
  const a = factorOf(down, A);
  const weighted = a && weightedOf(product, input => input === product.inputs[down.inputs.indexOf(a)]);
  return weighted && { product, weighted, a, b, factor };
}

/** Returns the input of a node that is a factor, by the end of its name. */
function factorOf({ inputs }: Node, end: string): Node | undefined {
  return inputs.find(input => input instanceof Register && input.name.endsWith(end));
}

/** The sum of a weight and its factors as a state. */
function sumOf({ product, weighted, a, b, factor }: Adapted): Node {
  const weight = product.inputs[weighted.weight]!;
  return state(read(add(weight, scaled(weighted.up(a, b), factor)) as Node), { name: weightName(weight) }) as Node;
}
