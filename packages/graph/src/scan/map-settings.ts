import { oneOf, optionsOf } from '@thalweg/tensor/engine';

/** Settings of what is computed at each position. */
export interface MapSettings {
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
