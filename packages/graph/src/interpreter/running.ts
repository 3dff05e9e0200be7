import type { LoopInput, LoopKernel, LoopOutput } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reductions.ts';

/** The sums of all elements up to each along an axis: of int32 in two's complement, of all others in float64. */
export function runningSum(parameters: Loops['cumsum']): LoopKernel {
  const bind = running(parameters, { start: 0, combine: (a, b) => a + b, whole: (a, b) => (a + b) | 0 });
  return { kind: 'loop', loop: 'cumsum', parameters, bind };
}

/** The products of all elements up to each along an axis: of int32 in two's complement, of all others in float64. */
export function runningProduct(parameters: Loops['cumprod']): LoopKernel {
  const bind = running(parameters, { start: 1, combine: (a, b) => a * b, whole: Math.imul });
  return { kind: 'loop', loop: 'cumprod', parameters, bind };
}

/** The value that a line begins with, and the functions that combine the elements so far with the next one; `whole` is for int32. */
interface Combining {
  readonly start: number;
  readonly combine: (a: number, b: number) => number;
  readonly whole: (a: number, b: number) => number;
}

function running(
  { axis, reverse, exclusive }: Loops['cumsum'],
  { start, combine, whole }: Combining,
): (output: LoopOutput, inputs: readonly LoopInput[]) => () => void {
  return (output, [input]) => {
    const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
    const found = new Float64Array(inner);
    return () => {
      const out = output.write();
      const x = input!.data;
      const next = out instanceof Int32Array ? whole : combine;
      for (let o = 0; o < outer; o++) {
        found.fill(start);
        for (let k = 0; k < length; k++) {
          const from = (o * length + (reverse ? length - 1 - k : k)) * inner;
          for (let i = 0; i < inner; i++) {
            const before = found[i]!;
            found[i] = next(before, x[from + i]!);
            out[from + i] = exclusive ? before : found[i]!;
          }
        }
      }
    };
  };
}

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
