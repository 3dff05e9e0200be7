import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

/** Moves elements along an axis; those that leave it at one end come back at the other. */
export function rolling(axis: number, shift: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'roll',
    parameters: { axis, shift },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const [line, moved] = [length * inner, shiftWithin(length, shift) * inner];
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let start = 0; start < outer * line; start += line) {
          out.set(x.subarray(start, start + line - moved), start + moved);
          out.set(x.subarray(start + line - moved, start + line), start);
        }
      };
    },
  };
}

/** The same shift as a number of places from 0 on, fewer than the axis has. */
export function shiftWithin(length: number, shift: number): number {
  return length === 0 ? 0 : ((shift % length) + length) % length;
}
