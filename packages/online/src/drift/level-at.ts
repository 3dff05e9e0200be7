import { ContractError } from '@thalweg/tensor';

/** How the level of a test stream moves. */
export interface ShiftOptions {
  /** The seed of all draws: equal seeds give equal streams. */
  readonly seed: number;
  /** How many values the stream has. */
  readonly length: number;
  /** The level to begin with, and the one after each change. */
  readonly levels: readonly number[];
  /** How many values come before each change begins, in rising order; one fewer than levels. */
  readonly changes: readonly number[];
  /** Over so many values a change takes place; 0, at once, by default. */
  readonly width?: number;
  /**
   * What happens within the width. `'gradual'`, the default: more and more values are of the new level. `'incremental'`: the
   * level itself moves, in a line.
   */
  readonly way?: 'gradual' | 'incremental';
}

/**
 * The level of value `i`, from 0. `chance`, uniform in [0, 1), chooses between old and new in a gradual change.
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

/** Throws `ContractError` for shifts that are no stream. */
export function checkShifts(subject: string, { length, levels, changes, width = 0 }: ShiftOptions): void {
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
