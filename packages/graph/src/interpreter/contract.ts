import type { LoopKernel } from '../wire/kernel.ts';
import { broadcastStrides } from './access.ts';
import { product } from './product.ts';
import { startsOf } from './starts-of.ts';
import { wholeProduct } from './whole-product.ts';

/**
 * The last axis of the left factor contracted with the last but one of the right, matrix by matrix along the leading
 * axes; both are read through their strides.
 */
export const contraction: LoopKernel = {
  kind: 'loop',
  loop: 'contraction',
  parameters: {},
  strided: true,
  bind: (output, [left, right]) => {
    const batch = output.shape!.slice(0, -2);
    const [a, b] = [left!.strides!, right!.strides!];
    const [rows, k] = left!.shape!.slice(-2) as [number, number];
    const n = right!.shape!.at(-1)!;
    const steps = a.slice(-2) as [number, number];
    const aLead = broadcastStrides(left!.shape!.slice(0, -2), a, batch);
    const bLead = broadcastStrides(right!.shape!.slice(0, -2), b, batch);
    let m = rows;
    // Left matrices that share a right one, and whose rows continue each other, are multiplied as one.
    while (bLead.at(-1) === 0 && aLead.at(-1) === m * steps[0]) {
      m *= batch.pop()!;
      aLead.pop();
      bLead.pop();
    }
    const extents = { m, n, k, a: steps, b: b.slice(-2) as [number, number] };
    const [multiply, multiplyWhole] = [product(extents), wholeProduct(extents)];
    const [starts, others] = [startsOf(batch, aLead), startsOf(batch, bLead)];
    return () => {
      const out = output.write();
      const each = out instanceof Int32Array ? multiplyWhole : multiply;
      starts.forEach((p, i) => each(left!.data, right!.data, out, p, others[i]!, i * m * n));
    };
  },
};
