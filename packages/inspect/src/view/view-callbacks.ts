import type { Node } from '@thalweg/graph';

/** Callbacks through which a view notifies its element. */
export interface ViewCallbacks {
  /** Called when a box is selected. */
  readonly select: (nodes: readonly Node[]) => void;
  /** Called after each frame in which values were drawn. */
  readonly draw: () => void;
}
