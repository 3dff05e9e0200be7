import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

/** The first position of the largest element along an axis; a NaN counts as the largest. */
export function argmaxAlong(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'argmax',
    parameters: { axis },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            let best = 0;
            for (let k = 1; k < length && !Number.isNaN(x[first + best * inner]); k++)
              if (!(x[first + k * inner]! <= x[first + best * inner]!)) best = k;
            out[o * inner + i] = best;
          }
      };
    },
  };
}
