import { logSoftmax, neg, oneHot, sum, where, type Node } from '@thalweg/graph';

/** Returns `−log softmax(logits)[next]` in nats: `logits: […, kinds], next: […] → […]`. */
export function characterLosses(logits: Node, next: Node): Node {
  const hot = oneHot(next, logits.shape.at(-1) as number, { dtype: 'bool' }) as Node;
  return neg(sum(where(hot, logSoftmax(logits), 0) as Node, { axes: -1 })) as Node;
}
