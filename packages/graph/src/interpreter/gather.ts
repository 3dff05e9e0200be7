import type { TypedArray } from '@thalweg/tensor';
import { NumericError } from '../errors/numeric-error.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reduce.ts';

/** Copies what lies at indices along an axis of a table. */
export function gathering(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'gather',
    parameters: { axis },
    bind: (output, [table, indices]) => {
      const { outer, length, inner } = extentsOf(table!, axis, axis + 1);
      return () => {
        const at = indices!.data;
        checkIndices('gather', at, length);
        const out = output.write();
        const from = table!.data;
        let q = 0;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < at.length; i++) {
            const start = (o * length + at[i]!) * inner;
            for (let j = 0; j < inner; j++) out[q++] = from[start + j]!;
          }
      };
    },
  };
}

/** Adds rows up at the places along an axis that indices name. */
export function scattering(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'scatter',
    parameters: { axis },
    shapeOnly: [2],
    bind: (output, [rows, indices]) => {
      const { outer, length, inner } = extentsOf(output, axis, axis + 1);
      return () => {
        const at = indices!.data;
        checkIndices('scatterAdd', at, length);
        const out = output.write().fill(0);
        const from = rows!.data;
        let p = 0;
        for (let o = 0; o < outer; o++)
          for (let i = 0; i < at.length; i++) {
            const start = (o * length + at[i]!) * inner;
            for (let j = 0; j < inner; j++) out[start + j]! += from[p++]!;
          }
      };
    },
  };
}

/** Refuses an index that is not in `[least, limit)`, from 0 by default. */
export function checkIndices(operation: string, indices: TypedArray, limit: number, least = 0): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index < least || index >= limit)
      throw new NumericError(
        operation,
        `indices must be from 0 to ${limit - 1}`,
        `${index} at position ${i}`,
        'Check the labels, or the size that they index.',
      );
  }
}
