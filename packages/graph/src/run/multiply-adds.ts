import { sizeOf, type Sizes } from '@thalweg/tensor';
import { BodyShapes } from '../scan/body-shapes.ts';
import type { Kernel } from '../wire/kernel.ts';
import type { LoopBody } from '../wire/loop-body.ts';
import type { Wire } from '../wire/wire.ts';

/**
 * Returns the multiplications, each with its addition, of a product of matrices or a convolution with these sizes, from its
 * description: those with padding count. Of a scan those of all steps count, whichever results are wanted. Returns 0 for all other kernels, and `undefined` for a user’s own loop, whose cost
 * nobody knows.
 */
export function multiplyAddsOf(kernel: Kernel, inputs: readonly Sizes[], output: Sizes): number | undefined {
  if (kernel.kind !== 'loop') return 0;
  switch (kernel.loop) {
    case undefined:
      return undefined;
    case 'contraction':
      return sizeOf(output) * inputs[0]!.at(-1)!;
    case 'convolution': {
      // Whichever side is computed, each output element meets each element of its filter.
      const { side } = kernel.parameters;
      const weights = side === 'weights' ? output : inputs[1]!;
      const result = side === 'output' ? output : inputs[side === 'input' ? 0 : 1]!;
      return sizeOf(result) * sizeOf(weights.slice(0, -1));
    }
    case 'scan':
      return inAllSteps(kernel.parameters, inputs);
    default:
      return 0;
  }
}

/** The multiply-adds of the body of a scan, times the number of steps. */
function inAllSteps(body: LoopBody, inputs: readonly Sizes[]): number | undefined {
  const shapes = new BodyShapes(body);
  const wires = new Set<Wire>(body.next);
  for (const wire of wires) for (const input of wire.inputs) wires.add(input);
  const sizes = (wire: Wire): Sizes => shapes.at(wire, inputs) as Sizes;
  let total = 0;
  for (const wire of wires) {
    if (wire.rule === undefined) continue;
    const own = multiplyAddsOf(wire.rule.kernel, wire.inputs.map(sizes), sizes(wire));
    if (own === undefined) return undefined;
    total += own;
  }
  return total * inputs[body.carries.length]![0]!;
}
