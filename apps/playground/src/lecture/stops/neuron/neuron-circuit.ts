import { add, exp, feed, input, mul, parameter, reciprocal } from '@thalweg/graph';
import type { NamedNodes } from '../../circuits/named-nodes.ts';

/** The nodes of the neuron. */
export type NeuronName = 'w0' | 'x0' | 'w1' | 'x1' | 'w2' | 'p0' | 'p1' | 's' | 't' | 'n' | 'u' | 'd' | 'f';

/** The four boxes that are the sigmoid, from its input on. */
export const sigmoidBoxes = ['n', 'u', 'd', 'f'] as const;

/** Creates f = 1/(1 + e^−(w0·x0 + w1·x1 + w2)) with the values of the lecture. */
export function neuronCircuit(): NamedNodes<NeuronName> {
  const [w0, w1, w2] = [parameter(2), parameter(-3), parameter(-3)];
  const [x0, x1] = [input('x0', []), input('x1', [])];
  feed([x0, -1], [x1, -2]);
  const [p0, p1] = [mul(w0, x0), mul(w1, x1)];
  const s = add(p0, p1);
  const t = add(s, w2);
  const n = mul(-1, t);
  const u = exp(n);
  const d = add(1, u);
  const f = reciprocal(d);
  return { root: f, nodes: { w0, x0, w1, x1, w2, p0, p1, s, t, n, u, d, f } };
}
