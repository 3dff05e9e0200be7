import type { Padding } from '@thalweg/graph';
import type { OnnxCall } from '../onnx-call.ts';

/** Why windows over more than two axes are refused. */
export const THREE_AXES = 'windows over three axes';

/** Returns the padding of a call: words, or the pads of all axes, first those before and then those after. */
export function paddingOf(call: OnnxCall, axes: number): Padding {
  const word = call.text('auto_pad', 'NOTSET');
  call.refuse('the padding SAME_LOWER', word === 'SAME_LOWER');
  if (word === 'SAME_UPPER') return 'same';
  const pads = call.integers('pads');
  if (word === 'VALID' || pads === undefined) return 'valid';
  return Array.from({ length: axes }, (_, axis) => [pads[axis]!, pads[axis + axes]!] as const);
}

/** Returns a number for each axis: 1 unless the call has others. */
export function eachAxis(call: OnnxCall, attribute: 'strides' | 'dilations', axes: number): number[] {
  return call.integers(attribute) ?? new Array<number>(axes).fill(1);
}
