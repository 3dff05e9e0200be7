import { sizeOf, type TypedArray } from '@thalweg/tensor';
import { NumericError } from '../numeric-error.ts';
import type { LoopKernel } from '../wire/kernel.ts';

/** Copies the rows of a table that indices name. */
export const gathering: LoopKernel = {
  kind: 'loop',
  description: { gather: 0 },
  bind: (output, [table, indices]) => {
    const rows = table!.shape![0]!;
    const length = sizeOf(table!.shape!.slice(1));
    return () => {
      checkIndices('gather', indices!.data, rows);
      const out = output.write();
      const from = table!.data;
      const at = indices!.data;
      for (let i = 0; i < at.length; i++) {
        const start = at[i]! * length;
        for (let j = 0; j < length; j++) out[i * length + j] = from[start + j]!;
      }
    };
  },
};

/** Adds rows up at the places that indices name. */
export const scattering: LoopKernel = {
  kind: 'loop',
  description: { scatter: 0 },
  shapeOnly: [2],
  bind: (output, [rows, indices, like]) => {
    const count = like!.shape![0]!;
    const length = sizeOf(like!.shape!.slice(1));
    return () => {
      checkIndices('scatterAdd', indices!.data, count);
      const out = output.write().fill(0);
      const from = rows!.data;
      const at = indices!.data;
      for (let i = 0; i < at.length; i++) {
        const start = at[i]! * length;
        for (let j = 0; j < length; j++) out[start + j]! += from[i * length + j]!;
      }
    };
  },
};

/** Refuses an index that is not in `[0, limit)`. */
export function checkIndices(operation: string, indices: TypedArray, limit: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (index < 0 || index >= limit)
      throw new NumericError(
        operation,
        `indices must be from 0 to ${limit - 1}`,
        `${index} at position ${i}`,
        'Check the labels, or the size that they index.',
      );
  }
}
