import { constant, mul, openFrame, parameter, sum, type Node } from '@thalweg/graph';
import { tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';
import type { Inputs, OperationRow } from './operation-row.ts';
import { drawn, tensorOf } from './plain.ts';

/** The dtypes that real values come in. */
export const floats = ['float32', 'float64'] as const;

/** An operation applied to inputs: what is real can be varied, what is not is constant. */
export function applied({ apply }: OperationRow, inputs: Inputs, real: DType): Node {
  const nodes = inputs.map(input => {
    const value = tensorOf(input, real);
    return (input.dtype === 'real' ? parameter(value) : constant(value)) as Node;
  });
  return apply(...nodes);
}

/** A scalar that weighs every element of a node differently. */
export function weighed(node: Node, seed: number): Node {
  const { data, shape } = drawn(node.shape as Sizes, 1000 + seed, 0.5, 1.5);
  return sum(mul(node, constant(tensor([...data], { shape, dtype: 'float64' }))));
}

/** The values of nodes by a frame that fuses. */
export function fused(...outputs: Node[]): readonly Tensor[] {
  const frame = openFrame({ outputs });
  let values: readonly Tensor[] = [];
  try {
    frame.run([], outcome => {
      if ('error' in outcome) throw outcome.error;
      values = outcome.outputs;
    });
    return values;
  } finally {
    frame.close();
  }
}
