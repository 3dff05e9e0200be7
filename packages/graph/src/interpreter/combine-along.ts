import type { LoopKernel } from '../wire/kernel.ts';
import type { ScatterReduction } from '../wire/loops.ts';
import { checkIndices } from './gather.ts';
import { extentsOf } from './reduce.ts';

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
