import { allocate, ContractError, fillNormal, fillUniform, foldIn, key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkShifts, levelAt } from './shifted-levels.ts';
import { shiftDefaults, type ShiftOptions } from './shift-options.ts';

/** Options of {@link shiftingNormal}. */
export interface NormalShiftOptions extends ShiftOptions {
  /** The standard deviation around the level; 1 by default. */
  readonly deviation?: number;
}

/**
 * Returns a test stream of normal numbers whose mean changes, such as a sensor that ages.
 *
 * - **Throws** `ContractError` for levels or a deviation that are not finite, a negative deviation, or shifts that define no stream
 *
 * @example
 * shiftingNormal({ seed: 7, length: 4, levels: [0, 5], changes: [2], deviation: 0 }) // => new Float64Array([0, 0, 5, 5])
 */
export function shiftingNormal(options: NormalShiftOptions): Float64Array {
  const { deviation, ...shifts } = optionsOf('shiftingNormal', options, { ...shiftDefaults, deviation: 1 });
  const { seed, length, levels } = shifts;
  checkShifts('shiftingNormal', shifts);
  if (!(deviation >= 0) || ![deviation, ...levels].every(Number.isFinite))
    throw new ContractError(
      'shiftingNormal',
      'levels must be finite, and the deviation also not negative',
      `[${levels.join(', ')}] and ${deviation}`,
      'Try a deviation of 1.',
    );
  const root = key(seed);
  const chances = fillUniform(allocate('float64', length), foldIn(root, 'change'));
  const noise = fillNormal(allocate('float64', length), foldIn(root, 'value'));
  return noise.map((z, i) => levelAt(shifts, i, chances[i]!) + deviation * z);
}
