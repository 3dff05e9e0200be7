import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

/**
 * The sums of all elements up to each along an axis, from its end if reversed: of int32 in two's complement, of all others in
 * float64.
 */
export function runningSum(axis: number, reverse: boolean): LoopKernel {
  return {
    kind: 'loop',
    loop: 'cumsum',
    parameters: { axis, reverse },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const sums = new Float64Array(inner);
      return () => {
        const out = output.write();
        const x = input!.data;
        const wraps = out instanceof Int32Array;
        for (let o = 0; o < outer; o++) {
          sums.fill(0);
          for (let k = 0; k < length; k++) {
            const start = (o * length + (reverse ? length - 1 - k : k)) * inner;
            for (let i = 0; i < inner; i++) {
              const total = sums[i]! + x[start + i]!;
              out[start + i] = total;
              sums[i] = wraps ? out[start + i]! : total;
            }
          }
        }
      };
    },
  };
}
