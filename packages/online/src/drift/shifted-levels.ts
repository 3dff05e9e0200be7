import { ContractError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { ShiftOptions } from './shift-options.ts';

/**
 * Returns the level of value `i`, from 0. `chance`, uniform in [0, 1), chooses between old and new in a gradual change.
 */
export function levelAt(
  { levels, changes, width = 0, way = 'gradual' }: ShiftOptions,
  i: number,
  chance: number,
): number {
  let change = 0;
  while (change < changes.length && i >= changes[change]!) change++;
  const level = levels[change]!;
  if (change === 0) return level;
  const before = levels[change - 1]!;
  const share = width === 0 ? 1 : Math.min(1, (i - changes[change - 1]! + 1) / (width + 1));
  if (way === 'incremental') return before + share * (level - before);
  return chance < share ? level : before;
}

/** Throws `ContractError` for shifts that define no stream. */
export function checkShifts(subject: string, { length, levels, changes, width, way }: Required<ShiftOptions>): void {
  oneOf(`${subject}: way`, way, ['gradual', 'incremental']);
  const refuse = (requirement: string, given: unknown, advice: string): never => {
    throw new ContractError(subject, requirement, String(given), advice);
  };
  if (!Number.isSafeInteger(length) || length < 0) refuse('length must be a whole number', length, 'Try 2000.');
  if (levels.length !== changes.length + 1)
    refuse(
      'there must be one level more than changes',
      `${levels.length} and ${changes.length}`,
      'Give the first level and one for each change.',
    );
  if (!Number.isSafeInteger(width) || width < 0) refuse('width must be a whole number', width, 'Try 0, or 500.');
  if (!changes.every((at, i) => Number.isSafeInteger(at) && at >= (i === 0 ? 0 : changes[i - 1]! + width)))
    refuse(
      'changes must be whole numbers, each after the end of the one before',
      `[${changes.join(', ')}]`,
      'Leave the width between two changes.',
    );
}
