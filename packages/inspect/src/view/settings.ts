import type { Node } from '@thalweg/graph';

/** What the element is to show. */
export interface Settings {
  /** The root, whose gradients are shown, and whatever else is computed in its steps. */
  readonly roots: readonly Node[];
  /** What nodes are called that have no name of their own. */
  readonly names: Readonly<Record<string, Node>>;
  /** Whether to show gradients. */
  readonly gradients: boolean;
  /** Whether layers, backward pass and optimizer begin as one box each. */
  readonly fold: boolean;
}
