import { DtypeError, type DType } from '@thalweg/tensor';
import { checkDtype, optionsOf } from '@thalweg/tensor/engine';
import { checkIndices } from '../interpreter/indices.ts';
import type { Node } from '../node/node.ts';
import type { ShapeOf } from '../protocol/operand.ts';
import type { Indices } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';

/**
 * Rows that are 1 at an index and 0 elsewhere.
 *
 * - **Shape** `indices: S → [...S, size]`, float32 by default
 * - **Gradient** refused
 * - **Throws** `DtypeError` for indices that are not int32; `NumericError` in a pass if an index is not in [0, size)
 *
 * @example
 * read(oneHot(constant([2, 0], { dtype: 'int32' }), 3)).toArray() // => [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot<I extends Node, const N extends number>(
  indices: Indices<'oneHot: indices', I> & I,
  size: N,
  options: { readonly dtype?: DType } = {},
): Node<readonly [...ShapeOf<I>, N]> {
  const { dtype } = optionsOf('oneHot', options, { dtype: 'float32' as DType });
  checkDtype('oneHot', dtype);
  const apply: (...inputs: Node[]) => Node = operation({
    name: 'oneHot',
    shape: ([input]) => [...input!, size],
    dtype: inputs => {
      if (inputs[0] !== 'int32')
        throw new DtypeError('oneHot', inputs, 'indices must be int32', 'Convert them with cast.');
      return dtype;
    },
    call: ([input]) => ['oneHot', input, size, { dtype }],
    mapped:
      () =>
      ([mapped]) =>
        apply(mapped!),
    kernel: {
      kind: 'loop',
      loop: 'oneHot',
      parameters: { size },
      bind:
        (output: LoopOutput, [input]: readonly LoopInput[]) =>
        () => {
          const at = input!.data;
          checkIndices('oneHot', at, size);
          const out = output.write().fill(0);
          for (let i = 0; i < at.length; i++) out[i * size + at[i]!] = 1;
        },
    },
  });
  return apply(indices) as Node as Node<readonly [...ShapeOf<I>, N]>;
}
