import { GraphError } from '@thalweg/graph';
import type { TermPosition } from '../term-position.ts';

/** Returns true for `'inside'`, and refuses what is neither `'inside'` nor `'outside'`. */
export function isInside(name: string, position: TermPosition): boolean {
  if (position === 'inside' || position === 'outside') return position === 'inside';
  throw new GraphError(name, "must be 'inside' or 'outside'", String(position), 'Check the options.');
}
