import type { Node } from '../node/node.ts';
import { repeatOver } from './repeat-over.ts';

/** The inputs of a mapped operation with a new first axis in each: those that are not mapped are the same at every position. */
export function allMapped(inputs: readonly Node[], isMapped: readonly boolean[]): Node[] {
  const stack = inputs[isMapped.indexOf(true)]!;
  return inputs.map((input, n) => (isMapped[n] ? input : repeatOver(input, stack)));
}
