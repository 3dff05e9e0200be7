import type { TypedArray } from '@thalweg/tensor';
import { NumericError } from '../errors/numeric-error.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import type { ScatterReduction } from '../wire/loops.ts';
import { extentsOf } from './reductions.ts';

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

/** Copies, for each index, the element at that place along an axis and at the index's own place along the others. */
export function takingAlong(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'takeAlong',
    parameters: { axis },
    bind: (output, [input, indices]) => {
      const { length, inner } = extentsOf(input!, axis, axis + 1);
      const line = indices!.shape![axis]! * inner;
      return () => {
        const at = indices!.data;
        checkIndices('takeAlong', at, length);
        const out = output.write();
        const x = input!.data;
        for (let i = 0; i < at.length; i++) out[i] = x[(Math.floor(i / line) * length + at[i]!) * inner + (i % inner)]!;
      };
    },
  };
}

/** Adds each element up at the place along an axis that its index names. */
export function addingAlong(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'addAlong',
    parameters: { axis },
    shapeOnly: [2],
    bind: (output, [input, indices]) => {
      const { length, inner } = extentsOf(output, axis, axis + 1);
      const line = indices!.shape![axis]! * inner;
      return () => {
        const at = indices!.data;
        checkIndices('addAlong', at, length);
        const out = output.write().fill(0);
        const y = input!.data;
        for (let i = 0; i < at.length; i++)
          out[(Math.floor(i / line) * length + at[i]!) * inner + (i % inner)]! += y[i]!;
      };
    },
  };
}

const COMBINING: Readonly<Record<ScatterReduction, (old: number, value: number) => number>> = {
  none: (_, value) => value,
  add: (old, value) => old + value,
  mul: (old, value) => old * value,
  max: Math.max,
  min: Math.min,
};

/** Copies a value, and combines its elements with others at the places along an axis that indices name, one after another. */
export function combiningAlong(axis: number, reduction: ScatterReduction): LoopKernel {
  return {
    kind: 'loop',
    loop: 'combineAlong',
    parameters: { axis, reduction },
    bind: (output, [input, indices, values]) => {
      const { length, inner } = extentsOf(output, axis, axis + 1);
      const line = indices!.shape![axis]! * inner;
      return () => {
        const at = indices!.data;
        checkIndices('scatterAlong', at, length);
        const out = output.write();
        out.set(input!.data);
        const y = values!.data;
        const combine = out instanceof Int32Array && reduction === 'mul' ? Math.imul : COMBINING[reduction];
        for (let i = 0; i < at.length; i++) {
          const place = (Math.floor(i / line) * length + at[i]!) * inner + (i % inner);
          out[place] = combine(out[place]!, y[i]!);
        }
      };
    },
  };
}
