import type { Mapping, Node } from '../node/node.ts';
import { mergeAxes, splitAxis } from './merge-axes.ts';

/**
 * Maps an operation that treats each position of its first axis alike, the batch: for the operation, the new axis and the
 * batch are one. Inputs that are not mapped stay unchanged; all are mapped by default.
 */
export function overBatch(apply: (...inputs: Node[]) => Node, isMapped?: readonly boolean[]): Mapping {
  const first = isMapped?.indexOf(true) ?? 0;
  return inputs => {
    const merged = inputs.map((input, n) => (isMapped?.[n] === false ? input : mergeAxes(input, 0, 2)));
    return splitAxis(apply(...merged), 0, { like: inputs[first]!, from: 0, to: 2 });
  };
}
