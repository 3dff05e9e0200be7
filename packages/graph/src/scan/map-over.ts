import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { builtLoop } from './build-loop.ts';
import { withTime } from './loop-definition.ts';
import { joinCircuits, slicesOf } from './slices.ts';

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

/** Settings of what is computed at each position. */
interface MapSettings {
  /** The name for errors. */
  readonly subject: string;
  readonly axis: string | number;
  readonly noise: 'each' | 'same';
}

/** Returns the options of a map, completed by defaults. */
export function mapSettingsOf(
  subject: string,
  options: Partial<Omit<MapSettings, 'subject'>> | undefined,
): MapSettings {
  const { axis, noise } = optionsOf(subject, options, { axis: 'batch' as string | number, noise: 'each' as const });
  return { subject, axis, noise: oneOf(subject, noise, ['each', 'same'], 'noise') };
}
