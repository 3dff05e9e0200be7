import type { Sizes, TypedArray } from '@thalweg/tensor';
import type { LoopKernel } from '../wire/kernel.ts';
import { checkIndices } from './indices.ts';
import { extentsOf } from './reductions.ts';

/** No row. */
const NONE = -1;

/** Fibonacci hashing: 2³² over the golden ratio. Knuth, "The Art of Computer Programming", volume 3, §6.4. */
const GOLDEN = 0x9e3779b1;

/** Says if a list may name rows that the table lacks: it is checked in each pass. */
interface Checking {
  readonly checked?: boolean;
}

/** Numbers indices: equal ones have equal numbers, from 0 in the order in which they first come. */
export function uniqueInverse(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'uniqueInverse',
    parameters: { axis },
    shapeOnly: [1],
    bind: (output, [indices, table]) => {
      const height = table!.shape![axis]!;
      const bits = Math.ceil(Math.log2(Math.max(2, 2 * indices!.shape![0]!)));
      const keys = new Int32Array(2 ** bits);
      const numbers = new Int32Array(2 ** bits);
      return () => {
        const at = indices!.data;
        checkIndices('gather', at, height);
        const out = output.write();
        keys.fill(NONE);
        let count = 0;
        for (let i = 0; i < at.length; i++) {
          const index = at[i]!;
          let place = Math.imul(index, GOLDEN) >>> (32 - bits);
          while (keys[place] !== index && keys[place] !== NONE) place = (place + 1) & (keys.length - 1);
          if (keys[place] === NONE) {
            keys[place] = index;
            numbers[place] = count++;
          }
          out[i] = numbers[place]!;
        }
      };
    },
  };
}

/** The index of each number, then −1 for as many as came again. */
export const unique: LoopKernel = {
  kind: 'loop',
  loop: 'unique',
  parameters: {},
  bind: (output, [indices, numbers]) => {
    return () => {
      const out = output.write().fill(NONE);
      const at = indices!.data;
      const number = numbers!.data;
      for (let i = 0; i < at.length; i++) out[number[i]!] = at[i]!;
    };
  },
};

/** Copies listed rows out of a table; zeros where no row is listed. A `checked` list may name rows that the table lacks. */
export function gatherRows(axis: number, { checked = false }: Checking = {}): LoopKernel {
  return {
    kind: 'loop',
    loop: 'gatherRows',
    parameters: { axis, checked },
    bind: (output, [table, places]) => {
      const { outer, length, inner } = extentsOf(table!, axis, axis + 1);
      return () => {
        const at = places!.data;
        if (checked) checkIndices('gather', at, length, NONE);
        const from = table!.data;
        const out = output.write();
        for (let o = 0, q = 0; o < outer; o++)
          for (let i = 0; i < at.length; i++, q += inner) {
            const row = at[i]!;
            if (row === NONE) out.fill(0, q, q + inner);
            else for (let j = 0, p = (o * length + row) * inner; j < inner; j++) out[q + j] = from[p + j]!;
          }
      };
    },
  };
}

/** Copies listed rows to their places in a table of zeros. */
export function scatterRows(axis: number, { checked = false }: Checking = {}): LoopKernel {
  const copy = rowCopy(axis);
  return {
    kind: 'loop',
    loop: 'scatterRows',
    parameters: { axis, checked },
    shapeOnly: [2],
    bind: (output, [rows, places]) => {
      const sizes = output.shape!;
      return () => {
        if (checked) checkIndices('scatterAdd', places!.data, sizes[axis]!, NONE);
        copy(output.write().fill(0), sizes, rows!.data, places!.data);
      };
    },
  };
}

/** Copies listed rows to their places in a table of some sizes. */
export function rowCopy(axis: number): (to: TypedArray, sizes: Sizes, rows: TypedArray, at: TypedArray) => void {
  return (to, sizes, rows, at) => {
    const { outer, length, inner } = extentsOf({ shape: sizes }, axis, axis + 1);
    for (let o = 0, q = 0; o < outer; o++)
      for (let i = 0; i < at.length; i++, q += inner) {
        const row = at[i]!;
        if (row === NONE) continue;
        for (let j = 0, p = (o * length + row) * inner; j < inner; j++) to[p + j] = rows[q + j]!;
      }
  };
}
