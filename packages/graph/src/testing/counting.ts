import { sizeOf } from '@thalweg/tensor';
import { operation, type LocalGradient, type Node } from '../index.ts';

/** An operation that counts how often it was computed. */
export interface Counting {
  (...inputs: Node[]): Node;
  /** How many evaluations there have been, of all nodes made by it together. */
  runs: number;
}

/** Defines a counting operation from what it does to one element of each input; all inputs have one shape. */
export function counting(name: string, of: (...elements: number[]) => number, gradient?: LocalGradient): Counting {
  const apply = operation({
    name,
    shape: ([x]) => x!,
    kernel: (out, inputs) => {
      counted.runs++;
      for (let i = 0; i < sizeOf(out.shape); i++) out.data[i] = of(...inputs.map(({ data }) => data[i]!));
    },
    ...(gradient && { gradient }),
  });
  const counted: Counting = Object.assign((...inputs: Node[]) => apply(...inputs), { runs: 0 });
  return counted;
}
