import { sizeOf } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { transpose } from '../operations/transpose.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopInput, LoopOutput } from '../wire/kernel.ts';

/**
 * The first two axes in each other's place, and the elements moved there: unlike a transposition, which is a view. Its code
 * serves all sizes.
 *
 * - **Shape** `[a, b, …rest] → [b, a, …rest]`
 */
export const swapAxes: (x: Node) => Node = /* @__PURE__ */ operation({
  name: 'swapAxes',
  shape: ([x]) => {
    const [first, second, ...rest] = x!;
    return [second!, first!, ...rest];
  },
  dtype: ([dtype]) => dtype!,
  kernel: {
    kind: 'loop',
    loop: 'swapAxes',
    parameters: {},
    bind: (output: LoopOutput, [input]: readonly LoopInput[]) => {
      const [first, second, ...rest] = input!.shape! as [number, number, ...number[]];
      const row = sizeOf(rest);
      return () => {
        const [from, to] = [input!.data, output.write()];
        for (let j = 0, o = 0; j < second; j++)
          for (let i = 0, p = j * row; i < first; i++, p += second * row)
            for (let k = 0; k < row; k++) to[o++] = from[p + k]!;
      };
    },
  },
  mapped:
    () =>
    ([x]) =>
      transpose(x!, [0, 2, 1, ...x!.shape.slice(3).map((_, n) => n + 3)]),
  gradient: upstream => [swapAxes(upstream)],
});
