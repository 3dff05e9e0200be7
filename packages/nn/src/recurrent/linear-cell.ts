import type { Node } from '@thalweg/graph';
import type { RecurrentCell } from './recurrent-cell.ts';

/** Complex numbers as two nodes of one shape. */
export interface Complex {
  readonly re: Node;
  readonly im: Node;
}

/** The parts of a diagonal linear recurrence `h′ = λ ⊙ h + x·W` of complex numbers, which depend on parameters only. */
export interface Transition {
  /** The eigenvalues λ: `[units]`. */
  readonly decay: Complex;
  /** The weights W of the input, with all that scales them: `[in, units]`. */
  readonly weight: Complex;
}

/**
 * A recurrent cell whose carry h follows a diagonal linear recurrence, such as the linear recurrent unit. Its initial carry
 * is zero.
 */
export interface LinearCell extends RecurrentCell<{ readonly re: Node; readonly im: Node }> {
  /** Returns the parts of its recurrence, for an input of that width. */
  transition(x: Node): Transition;
}
