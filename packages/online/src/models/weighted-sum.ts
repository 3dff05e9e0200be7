import { add, gather, mul, Node, parameter, type Parameter, reshape, sum } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { allocate, ContractError, ShapeError, sizeOf, tensor } from '@thalweg/tensor';
import type { Features, SparseFeatures } from './features.ts';

/** The scores of a linear model, and its parameters. */
export interface LinearScores {
  /** `x·w + b`. */
  readonly z: Node;
  readonly weight: Node;
  readonly bias: Node;
}

/**
 * `x·w + b` with zeros at first.
 *
 * - **Shape** `[d] → []`, `[batch, d] → [batch]`; with several outputs `[d] → [outputs]`, `[batch, d] → [batch, outputs]`;
 *   of a sparse column, `[n]` or `[batch, n]`, the same
 * - **Parameters** `weight: [d]` or `[d, outputs]`, `bias: []` or `[outputs]`
 */
export function weightedSum(model: string, x: Features, outputs?: number): LinearScores {
  const { size, dtype } = widthOf(model, x);
  const tail = outputs === undefined ? [] : [outputs];
  const zeros = (name: string, shape: readonly number[]): Parameter => {
    const first = tensor(allocate(dtype, sizeOf(shape)), { shape });
    return parameter(first, { name: `${model}/${name}` }) as never;
  };
  const [weight, bias] = [zeros('weight', [size, ...tail]), zeros('bias', tail)];
  return { z: add(product(x, weight as Node, outputs), bias as Node), weight: weight as Node, bias: bias as Node };
}

function product(x: Features, weight: Node, outputs: number | undefined): Node {
  if (isSparse(x)) {
    const rows: Node = gather(weight as Parameter, x.indices);
    return outputs === undefined
      ? sum(mul(rows, x.values), { axes: -1 })
      : sum(mul(rows, column(x.values)), { axes: -2 });
  }
  const node = x as Node;
  if (outputs === undefined) return sum(mul(node, weight), { axes: -1 });
  return sum(mul(column(node), weight), { axes: -2 });
}

/** The same values with an axis of size 1 behind. */
export function column(values: Node): Node {
  return reshape(values, [...values.shape, 1]) as Node;
}

/** Returns true for a sparse column. */
export function isSparse(x: Features): x is SparseFeatures {
  return !(x instanceof Node) && typeof x === 'object' && x !== null && 'indices' in x;
}

/** Returns the number of features, and the dtype of their values. */
export function widthOf(model: string, x: Features): { readonly size: number; readonly dtype: 'float32' | 'float64' } {
  if (!isSparse(x)) nodeOf(model, x as Node);
  const size = isSparse(x) ? x.size : x.shape[x.shape.length - 1];
  const { dtype } = isSparse(x) ? x.values : (x as Node);
  if (
    typeof size !== 'number' ||
    (isSparse(x) ? x.values : x).shape.length > 2 ||
    (dtype !== 'float32' && dtype !== 'float64')
  )
    throw new ContractError(
      model,
      'features must be float [d], float [batch, d] or a sparse column, with a fixed d',
      String(isSparse(x) ? x.values : x),
      'Reshape or cast them.',
    );
  return { size, dtype };
}

/** Returns the number of features of one example, and their dtype. Throws for a sparse column and a batch. */
export function oneExample(model: string, x: Features): ReturnType<typeof widthOf> {
  const width = widthOf(model, dense(model, x));
  const { shape } = x as Node;
  if (shape.length === 1) return width;
  throw new ShapeError(
    model,
    [shape],
    'examples must come one by one',
    'Give features of the shape [d]; learnRows takes batches of them.',
  );
}

/** Returns features that are no sparse column. Throws `ContractError` for one. */
export function dense(model: string, x: Features): Exclude<Features, SparseFeatures> {
  if (!isSparse(x)) return x;
  throw new ContractError(model, 'features must be dense', 'a sparse column', 'Give a node of the shape [d].');
}
