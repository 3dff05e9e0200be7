import { add, feed, input, mul } from '@thalweg/graph';
import type { NamedNodes } from '../../circuits/named-nodes.ts';

/** The nodes of (x + y)·z. */
export type WireName = 'x' | 'y' | 'z' | 'q' | 'f';

/** Creates f = (x + y)·z with the values of the lecture. */
export function wiresCircuit(): NamedNodes<WireName> {
  const [x, y, z] = [input('x', []), input('y', []), input('z', [])];
  feed([x, -2], [y, 5], [z, -4]);
  const q = add(x, y);
  const f = mul(q, z);
  return { root: f, nodes: { x, y, z, q, f } };
}
