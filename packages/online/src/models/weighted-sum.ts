import { add, gather, mul, parameter, reshape, sum, type Node, type Parameter } from '@thalweg/graph';
import { allocate, tensor } from '@thalweg/tensor';
import type { Features } from './features.ts';
import { isSparse, widthOf } from './width-of.ts';

/**
 * `x·w + b` with zeros at first.
 *
 * - **Shape** `[d] → []`, `[batch, d] → [batch]`; with several outputs `[d] → [outputs]`, `[batch, d] → [batch, outputs]`;
 *   of a sparse column, `[n]` or `[batch, n]`, the same
 * - **Parameters** `weight: [d]` or `[d, outputs]`, `bias: []` or `[outputs]`
 */
export function weightedSum(model: string, x: Features, outputs?: number): Node {
  const { size, dtype } = widthOf(model, x);
  const tail = outputs === undefined ? [] : [outputs];
  const zeros = (name: string, shape: readonly number[]): Node =>
    parameter(
      tensor(
        allocate(
          dtype,
          shape.reduce((product, length) => product * length, 1),
        ),
        { shape },
      ),
      {
        name: `${model}/${name}`,
      },
    ) as Node;
  return add(product(x, zeros('weight', [size, ...tail]), outputs), zeros('bias', tail));
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
