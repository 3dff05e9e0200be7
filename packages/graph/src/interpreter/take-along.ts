import type { LoopKernel } from '../wire/kernel.ts';
import { checkIndices } from './gather.ts';
import { extentsOf } from './reduce.ts';

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
