import { elementwise, mul, relu, scalar, type Node } from '@thalweg/graph';
import { weighted } from './weighted.ts';

/** `max(x, 0)²`. What has no upstream gradient passes none on, even where the slope is infinite. */
export const squaredRelu: (x: Node) => Node = /* @__PURE__ */ elementwise<(x: Node) => Node>('squaredRelu', {
  formula: x => scalar.mul(scalar.max(x!, 0), scalar.max(x!, 0)),
  gradient: (upstream, [x]) => [weighted(upstream, mul(relu(x!), 2))],
});
