import type { Node } from '@thalweg/graph';
import type { Reading } from './reading.ts';

/**
 * Has a reading show a node’s values for as long as an element can be seen. What is read may be a gradient: `about` is
 * the node of the circuit whose value or gradient it is, or a part of.
 */
export type Show = (element: Element, node: Node, reading: Reading, about: Node) => void;
