import { sizeOf, type Sizes } from '@thalweg/tensor';
import type { Kernel } from './kernel.ts';

/**
 * Returns the multiplications, each with its addition, of a product of matrices or a convolution with these sizes, from its
 * description: those with padding count. Returns 0 for all other kernels, and `undefined` for a user’s own loop, whose cost
 * nobody knows.
 */
export function multiplyAddsOf(kernel: Kernel, inputs: readonly Sizes[], output: Sizes): number | undefined {
  if (kernel.kind !== 'loop') return 0;
  switch (kernel.loop) {
    case undefined:
      return undefined;
    case 'contraction':
      return sizeOf(output) * inputs[0]!.at(-1)!;
    case 'convolution': {
      // Whichever side is computed, each output element meets each element of its filter.
      const { side } = kernel.parameters;
      const weights = side === 'weights' ? output : inputs[1]!;
      const result = side === 'output' ? output : inputs[side === 'input' ? 0 : 1]!;
      return sizeOf(result) * sizeOf(weights.slice(0, -1));
    }
    default:
      return 0;
  }
}
