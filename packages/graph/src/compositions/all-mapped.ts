import type { Mapping, Node } from '../node/node.ts';
import { repeatOver } from './sums-and-broadcasts.ts';

/** Maps an operation by one for which all inputs are mapped: the others are repeated, which copies nothing. */
export function allMapped(isMapped: readonly boolean[], apply: (inputs: readonly Node[]) => Node): Mapping {
  const first = isMapped.indexOf(true);
  return inputs => apply(inputs.map((input, n) => (isMapped[n] ? input : repeatOver(input, inputs[first]!))));
}
