import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { broadcastLike } from '../operations/sum.ts';
import { constant } from '../sources/constant.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopOutput } from '../wire/kernel.ts';
import { filled } from './filled.ts';

/**
 * The positions along an axis of a value, from 0, as int32; only its shape is used.
 *
 * - **Shape** `x: […, n, …] → [n]`
 * - **Gradient** zero
 */
export function positions(x: Node, axis: number): Node {
  const apply = operation({
    name: 'positions',
    shape: ([input]): Shape => [input![axis]!],
    dtype: () => 'int32',
    kernel: {
      kind: 'loop',
      loop: 'positions',
      parameters: {},
      shapeOnly: [0],
      bind: (output: LoopOutput) => () => {
        const data = output.write();
        for (let i = 0; i < data.length; i++) data[i] = i;
      },
    },
    mapped: () => inputs => repeated(inputs, axis + 1),
    call: ([input]) => ['positions', input, axis],
    gradient: () => [undefined],
  });
  return apply(x);
}

/** The positions along an axis once for each element of the first one. */
function repeated(inputs: readonly Node[], axis: number): Node {
  const rows = [0, axis].map(each => ({ like: 0, axis: each }));
  return broadcastLike(positions(inputs[0]!, axis), filled(constant(0) as Node, inputs, rows));
}
