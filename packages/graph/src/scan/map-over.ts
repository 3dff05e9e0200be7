import type { Node } from '../node/node.ts';
import { builtLoop } from './built-loop.ts';
import type { MapSettings } from './map-settings.ts';
import { joinCircuits, slicesOf } from './slices-of.ts';
import { withTime } from './with-time.ts';

/** The values of what a function makes of one position of its inputs, at all positions, with the axis in the first place. */
export function mapOver(
  inputs: readonly Node[],
  f: (slices: readonly Node[]) => readonly Node[],
  settings: MapSettings,
): readonly Node[] {
  const { subject, axis, noise } = settings;
  joinCircuits(inputs);
  const slices = slicesOf(subject, inputs, axis);
  const outputs = f(slices.map(({ placeholder }) => placeholder));
  return builtLoop(
    withTime({ subject, carries: [], slices, outputs, sums: [], reverse: false, recomputes: false }, noise),
  ).outputs;
}
