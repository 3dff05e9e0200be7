import type { LoopKernel } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reduce.ts';

/** The value of a linear recurrence before each element along an axis: 0, the first term, and then `b + a·d`, in float64. */
export function recurrenceAlong(parameters: Loops['recurrence']): LoopKernel {
  const { axis, reverse } = parameters;
  return {
    kind: 'loop',
    loop: 'recurrence',
    parameters,
    bind: (output, [terms, factors]) => {
      const { outer, length, inner } = extentsOf(terms!, axis, axis + 1);
      const found = new Float64Array(inner);
      return () => {
        const out = output.write();
        const [b, a] = [terms!.data, factors!.data];
        for (let o = 0; o < outer; o++) {
          found.fill(0);
          for (let k = 0; k < length; k++) {
            const from = (o * length + (reverse ? length - 1 - k : k)) * inner;
            for (let i = 0; i < inner; i++) {
              const before = found[i]!;
              // Nothing is before the first: its factor may be infinite.
              found[i] = k === 0 ? b[from + i]! : b[from + i]! + a[from + i]! * before;
              out[from + i] = before;
            }
          }
        }
      };
    },
  };
}
