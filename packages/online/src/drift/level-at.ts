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
