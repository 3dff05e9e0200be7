import type { Node } from '@thalweg/graph';
import type { Revealed } from './revealed.ts';

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
  /** The node whose panel is open. The visitor can close the panel or open another one; setting the property opens it again. */
  opened: Node | undefined;
  /** Nodes that are folded into one box, by the name of the box, in addition to layers. */
  folds: Readonly<Record<string, readonly Node[]>>;
  /**
   * Shows where the value or the gradient of a node comes from: numbers move along the wires. Resolves when they have
   * arrived, when other motion replaces them or `revealed` is set, or at once if nothing may move: with reduced motion,
   * out of sight, or before the picture is drawn. A page that reveals the node then shows the number where it arrived.
   */
  travel(node: Node, how: Travel): Promise<void>;
}

/** The pass that a motion belongs to, and its duration in milliseconds, 1200 by default. */
export interface Travel {
  readonly pass: 'forward' | 'backward';
  readonly duration?: number;
}

/** The `detail` of a `thalweg-wire` event: the node whose value the clicked wire carries, and the nodes that read it there. */
export interface CircuitWire {
  readonly node: Node;
  /** The nodes that the wire leads to; none if it leads out of the picture. */
  readonly consumers: readonly Node[];
}

/** The `detail` of a `thalweg-select` event: the nodes of the selected box. */
export interface CircuitSelection {
  readonly nodes: readonly Node[];
}
