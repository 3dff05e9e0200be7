import type { LoopKernel } from '../wire/kernel.ts';
import { bindPut, bindTake, windowOfPart } from './window.ts';

/** Lays values end to end along an axis. */
export function concatenation(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'concat',
    parameters: { axis },
    bind: (output, inputs) => {
      const puts = inputs.map((input, index) => ({
        input,
        put: bindPut(output.shape!, axis, windowOfPart(inputs, index, axis)),
      }));
      return () => {
        const out = output.write();
        for (const { input, put } of puts) put(out, input.data);
      };
    },
  };
}

/** Copies one part out of what was laid end to end; the inputs after the first are the parts, which give the sizes. */
export function splitting(axis: number, index: number, parts: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'split',
    parameters: { axis, index },
    shapeOnly: Array.from({ length: parts }, (_, part) => part + 1),
    bind: (output, [whole, ...inputs]) => {
      const take = bindTake(whole!.shape!, axis, windowOfPart(inputs, index, axis));
      return () => take(output.write(), whole!.data);
    },
  };
}
