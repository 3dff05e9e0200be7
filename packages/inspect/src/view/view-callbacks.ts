import type { Node } from '@thalweg/graph';
import type { CircuitWire } from '../circuit-element.ts';

/** Callbacks through which a view notifies its element. */
export interface ViewCallbacks {
  /** Called when a box is selected. */
  readonly select: (nodes: readonly Node[]) => void;
  /** Called when a wire is clicked. */
  readonly wire: (wire: CircuitWire) => void;
  /** Called after each frame in which values were drawn. */
  readonly draw: () => void;
}
