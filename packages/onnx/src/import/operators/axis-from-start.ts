import { NotOffered } from '../not-offered.ts';

/** Returns an axis counted from the first one; the last one that is allowed is that before `end`. */
export function axisFromStart(axis: number, rank: number, end: number = rank): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!(found >= 0 && found < end)) throw new NotOffered(`a value of ${rank} axes has no axis ${axis}`, 'file');
  return found;
}
