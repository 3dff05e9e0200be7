import { GraphError } from '@thalweg/graph';

/** Where something stands that the field's formulas put in two places: ε and the root, the rate and the velocity. */
export type Placement = 'inside' | 'outside';

/** Whether it is `'inside'`; refuses what is neither. */
export function isInside(name: string, placement: Placement): boolean {
  if (placement === 'inside' || placement === 'outside') return placement === 'inside';
  throw new GraphError(name, "must be 'inside' or 'outside'", String(placement), 'Check the options.');
}
