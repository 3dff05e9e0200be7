import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import { operation } from '../protocol/operation.ts';
import type { LoopOutput } from '../wire/kernel.ts';

/** The positions along the first axis of a value, from 0, as int32. */
export const positions = /* @__PURE__ */ operation({
  name: 'positions',
  shape: ([x]): Shape => [x![0]!],
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
  gradient: () => [undefined],
}) as (x: Node) => Node;
