import { fillUniform, foldIn, DtypeError, isFloat, type Key, type Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';

/**
 * Random numbers from [0, 1) in the shape and dtype of another value: a pure function of the key and a counter. A
 * counter that is a state with a rule gives new numbers at every step, and the same ones when a step is repeated.
 *
 * - **Shape** `like: S, counter: [] → S`, counter int32
 * - **Gradient** zero
 */
export function uniformLike<S extends Shape>(like: Node<S>, key: Key, counter: Node<readonly []>): Node<S> {
  const apply = operation({
    name: 'uniform',
    shape: ([shape]) => shape!,
    dtype: inputs => {
      if (!isFloat(inputs[0]!) || inputs[1] !== 'int32')
        throw new DtypeError(
          'uniform',
          inputs,
          'the value must be a float and the counter int32',
          'Convert them with cast.',
        );
      return inputs[0]!;
    },
    kernel: {
      kind: 'loop',
      loop: 'uniform',
      parameters: { key },
      shapeOnly: [0],
      bind:
        (output: LoopOutput, [, at]: readonly LoopInput[]) =>
        () => {
          fillUniform(output.write() as Float32Array | Float64Array, foldIn(key, at!.data[0]!));
        },
    },
    gradient: () => [undefined, undefined],
  });
  return apply(like, counter) as Node<S>;
}
