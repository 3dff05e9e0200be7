import type { Node } from '@thalweg/graph';
import type { Reading } from './reading.ts';

/** Has a reading show a node’s values for as long as an element can be seen. */
export type Show = (element: Element, node: Node, reading: Reading) => void;
