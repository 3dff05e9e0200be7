import type { Node } from '@thalweg/graph';

/** The settings of a view, from the element’s properties and attributes. */
export interface Settings {
  /** The root, whose gradients are shown, followed by other nodes that its training steps compute. */
  readonly roots: readonly Node[];
  /** Names for unnamed nodes. */
  readonly names: Readonly<Record<string, Node>>;
  /** Nodes that can be folded into one box, by the name of the box. */
  readonly folds: Readonly<Record<string, readonly Node[]>>;
  /** True to show gradients. */
  readonly gradients: boolean;
  /** True if layers, backward pass and optimizer start folded. */
  readonly fold: boolean;
  /** True to scale the picture to its place at first. */
  readonly fit: boolean;
  /** True to write the gradient of a wire as upstream × local = downstream. */
  readonly products: boolean;
  /** True to number the boxes in topological order. */
  readonly numbers: boolean;
}
