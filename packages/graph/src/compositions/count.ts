import { sizeOf, type DType, type Shape } from '@thalweg/tensor';
import { constant } from '../sources/constant.ts';
import type { Node } from '../node/node.ts';
import { repeatOver } from './sums-and-broadcasts.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';

/** The number of elements of a value along some axes, by default in its dtype; the value is not computed for it. */
export function count(x: Node, axes: readonly number[], dtype: DType = x.dtype): Node<readonly []> {
  const lengths = axes.map(axis => x.shape[axis]!);
  if (lengths.every(length => typeof length === 'number')) return constant(sizeOf(lengths), { dtype });
  const apply = operation({
    name: 'count',
    shape: (): Shape => [],
    dtype: () => dtype,
    kernel: {
      kind: 'loop',
      loop: 'count',
      parameters: { axes },
      shapeOnly: [0],
      bind: (output: LoopOutput, [input]: readonly LoopInput[]) => {
        const size = sizeOf(axes.map(axis => input!.shape![axis]!));
        return () => void (output.write()[0] = size);
      },
    },
    mapped:
      () =>
      ([mapped]) =>
        repeatOver(count(mapped!, axes.map(axis => axis + 1)) as Node, mapped!), // prettier-ignore
    call: ([input]) => ['count', input, axes, dtype],
    gradient: () => [undefined],
  });
  return apply(x) as Node<readonly []>;
}
