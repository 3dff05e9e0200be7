import { allocate, ContractError, fillUniform, foldIn, key } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkShifts, levelAt } from './shifted-levels.ts';
import { shiftDefaults, type ShiftOptions } from './shift-options.ts';

/**
 * Returns a test stream of zeros and ones whose rate of ones changes, such as the errors of a model in a changing world.
 *
 * For single bits a gradual and an incremental change are the same in distribution: both move the rate linearly.
 *
 * - **Throws** `ContractError` for levels that are not from 0 to 1, or shifts that define no stream
 *
 * @example
 * shiftingBernoulli({ seed: 7, length: 6, levels: [0, 1], changes: [4] }) // => new Float64Array([0, 0, 0, 0, 1, 1])
 */
export function shiftingBernoulli(options: ShiftOptions): Float64Array {
  const shifts = optionsOf('shiftingBernoulli', options, shiftDefaults);
  checkShifts('shiftingBernoulli', shifts);
  if (!shifts.levels.every(level => level >= 0 && level <= 1))
    throw new ContractError(
      'shiftingBernoulli',
      'each level must be from 0 to 1',
      `[${shifts.levels.join(', ')}]`,
      'A level is the rate of ones.',
    );
  const root = key(shifts.seed);
  const chances = fillUniform(allocate('float64', shifts.length), foldIn(root, 'change'));
  const draws = fillUniform(allocate('float64', shifts.length), foldIn(root, 'value'));
  return draws.map((draw, i) => (draw < levelAt(shifts, i, chances[i]!) ? 1 : 0));
}
