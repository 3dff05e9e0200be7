import type { Node } from '@thalweg/graph';
import type { Revealed } from './view/revealed.ts';

/** The nodes that an element shows: a root, or a list of a root and other nodes that its training steps compute. */
export type Shown = Node | readonly Node[];

/** A `<thalweg-circuit>` element. */
export interface CircuitElement extends HTMLElement {
  /** The root of the circuit, whose gradients are shown; or a list of the root and others such as a training’s updates. */
  node: Shown | undefined;
  /** Names for unnamed nodes, to be shown in the picture. */
  names: Readonly<Record<string, Node>>;
  /**
   * The nodes whose values are shown, and those whose gradients are shown; all by default. Anything else is not computed
   * for the view. The picture does not move, so a walk through both passes can reveal one node after another.
   */
  revealed: Revealed | undefined;
  /** The current node: its box is marked and scrolled into view within the element. */
  current: Node | undefined;
}

/** The `detail` of a `thalweg-select` event: the nodes of the selected box. */
export interface CircuitSelection {
  readonly nodes: readonly Node[];
}
