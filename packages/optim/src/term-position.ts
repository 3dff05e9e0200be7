/**
 * The position of a term that the field's formulas put in two places: ε inside or outside of the root, the learning
 * rate inside or outside of the velocity.
 */
export type TermPosition = 'inside' | 'outside';
