import type { LoopInput, LoopKernel, LoopOutput } from '../wire/kernel.ts';
import type { Loops } from '../wire/loops.ts';
import { extentsOf } from './reduce.ts';

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
