import { sizeOf } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { factorize } from './factorize.ts';

/** The determinants of matrices, their signs, or the logarithms of their absolute values, from their pivots in float64. */
export function determinants(of: Loops['determinant']['of']): LoopKernel {
  return {
    kind: 'loop',
    loop: 'determinant',
    parameters: { of },
    bind: (output, [input]) => {
      const n = input!.shape!.at(-1)!;
      const count = sizeOf(output.shape!);
      const matrix = new Float64Array(n * n);
      return () => {
        const out = output.write();
        for (let index = 0; index < count; index++) {
          for (let i = 0; i < matrix.length; i++) matrix[i] = input!.data[index * matrix.length + i]!;
          let result = factorize(matrix, n, () => {});
          if (of === 'logarithm') result = 0;
          for (let i = 0; i < matrix.length; i += n + 1) {
            if (of === 'logarithm') result += Math.log(Math.abs(matrix[i]!));
            else result *= of === 'sign' ? signOf(matrix[i]!) : matrix[i]!;
          }
          // No zero is negative.
          out[index] = result + 0;
        }
      };
    },
  };
}

function signOf(x: number): number {
  return x === 0 ? 0 : Math.sign(x);
}
