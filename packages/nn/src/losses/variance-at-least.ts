import { elementwise, scalar, type Node } from '@thalweg/graph';

/** The larger of two. Its gradient does not stop where that is the bound. */
export const varianceAtLeast: (x: Node, bound: number) => Node = /* @__PURE__ */ elementwise<
  (x: Node, bound: number) => Node
>('varianceAtLeast', {
  formula: (x, bound) => scalar.max(x!, bound!),
  gradient: upstream => [upstream, undefined],
});
