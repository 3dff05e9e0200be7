import type { Node } from '../node/node.ts';
import { sum } from '../operations/sum.ts';
import { operation } from '../protocol/operation.ts';

/** A value at each of the positions along the first axis of a stack. */
export const repeatOver: (x: Node, stack: Node) => Node = /* @__PURE__ */ operation({
  name: 'repeat',
  shape: ([x, stack]) => [stack![0]!, ...x!],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'view', shapeOnly: [1], strides: (_, strides) => [0, ...strides] },
  gradient: upstream => [sum(upstream, { axes: 0 }) as Node, undefined],
});
