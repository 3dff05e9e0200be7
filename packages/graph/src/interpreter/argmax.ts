import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reduce.ts';

/** The position of the largest or smallest element along an axis, the first or the last among equals; NaN before all. */
export function extremePlace(parameters: Loops['argmax']): LoopKernel {
  const { axis } = parameters;
  return {
    kind: 'loop',
    loop: 'argmax',
    parameters,
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const better = betterBy(parameters);
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < inner; i++) {
            const first = o * length * inner + i;
            let best = 0;
            for (let k = 1; k < length; k++) if (better(x[first + k * inner]!, x[first + best * inner]!)) best = k;
            out[o * inner + i] = best;
          }
      };
    },
  };
}

/** Returns whether an element takes the place of the best of those before it. */
function betterBy({ smallest, last }: Loops['argmax']): (next: number, best: number) => boolean {
  const sign = smallest ? -1 : 1;
  return (next, best) => {
    if (Number.isNaN(best)) return last && Number.isNaN(next);
    return last ? !(sign * next < sign * best) : !(sign * next <= sign * best);
  };
}
