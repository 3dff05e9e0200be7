import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reduce.ts';

/** The place of the largest or the smallest element up to each along an axis, the latest of equals; a NaN stays. */
export function runningExtreme(parameters: Loops['runningExtreme']): LoopKernel {
  const { axis, smallest, reverse } = parameters;
  const sign = smallest ? -1 : 1;
  return {
    kind: 'loop',
    loop: 'runningExtreme',
    parameters,
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            let best = reverse ? length - 1 : 0;
            for (let n = 0; n < length; n++) {
              const k = reverse ? length - 1 - n : n;
              const [next, most] = [x[first + k * inner]!, x[first + best * inner]!];
              if (Number.isNaN(next) || sign * next >= sign * most) best = k;
              out[first + k * inner] = best;
            }
          }
      };
    },
  };
}
