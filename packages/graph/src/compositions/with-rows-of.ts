import type { Node } from '../node/node.ts';
import { reshape } from '../operations/reshape.ts';
import { operation } from '../protocol/operation.ts';

/** A row under the name of the axis of a batch, of which only the shape is used. */
export const withRowsOf: (row: Node, x: Node) => Node = /* @__PURE__ */ operation({
  name: 'withRowsOf',
  shape: ([row, x]) => [x![0]!, ...row!.slice(1)],
  dtype: ([dtype]) => dtype!,
  kernel: { kind: 'alias' },
  gradient: (upstream, [row]) => [reshape(upstream, row!.shape)],
});
