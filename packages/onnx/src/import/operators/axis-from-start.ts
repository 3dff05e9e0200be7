import { NotOffered } from '../not-offered.ts';

/** Returns an axis counted from the first one; at most `rank`, where a new one would be. */
export function axisFromStart(axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!(found >= 0 && found <= rank)) throw new NotOffered(`a value of ${rank} axes has no axis ${axis}`, 'file');
  return found;
}
