import type { Node } from '@thalweg/graph';
import type { NodeView } from './node-view.ts';

/**
 * Subscribes a view to a node while an element is visible. The node may be a gradient: `about` is the node of the
 * circuit whose value or gradient, or part of it, the view shows.
 */
export type ConnectView = (element: Element, node: Node, view: NodeView, about: Node) => void;
