import type { LoopKernel } from '../wire/kernel.ts';
import { accessOf } from './access.ts';
import { product } from './product.ts';

/** The last axis of the left factor contracted with the first of the right; both are read through their strides. */
export const contraction: LoopKernel = {
  kind: 'loop',
  description: { contraction: { left: 1, right: 0 } },
  strided: true,
  bind: (output, [left, right]) => {
    const [m, k] = left!.shape as readonly [number, number];
    const n = right!.shape![1]!;
    const a = accessOf(left!);
    const b = accessOf(right!);
    const multiply = product({ m, n, k, a: a.strides as [number, number], b: b.strides as [number, number] });
    return () => multiply(a.slot.data, b.slot.data, output.write());
  },
};
