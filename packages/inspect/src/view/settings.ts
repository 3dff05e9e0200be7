import type { Node } from '@thalweg/graph';

/** The settings of a view, from the element’s properties and attributes. */
export interface Settings {
  /** The root, whose gradients are shown, followed by other nodes that its training steps compute. */
  readonly roots: readonly Node[];
  /** Names for unnamed nodes. */
  readonly names: Readonly<Record<string, Node>>;
  /** True to show gradients. */
  readonly gradients: boolean;
  /** True if layers, backward pass and optimizer start folded. */
  readonly fold: boolean;
}
