import { add, exp, feed, input, mul, parameter, read, reciprocal } from '@thalweg/graph';
import { numberText } from '@thalweg/inspect/number-text';
import { arrivalText, factorText, type NamedNodes } from '../../circuits/back-walk.ts';
import { arrivalAt, wayBack } from '../../circuits/way-back.ts';
import type { Reading } from '../../parts/stop.ts';

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

/** The wire that the stop asks for. */
export const TARGET: NeuronName = 'w0';

/** The state of the scene about the neuron. */
export interface NeuronSetting {
  /** The last wire that the gradient arrived at. */
  readonly wire: NeuronName;
  /** True if the last four boxes are one sigmoid. */
  readonly isFolded: boolean;
}

/** Returns what the gradient on a wire says, or that through the sigmoid. */
export function neuronReading(circuit: NamedNodes<NeuronName>, { wire, isFolded }: NeuronSetting): Reading {
  const arrival = arrivalAt(circuit.root, circuit.nodes[wire]);
  const isDone = wire === TARGET;
  if (isFolded) return { ...foldedReading(circuit), isDone };
  return {
    what: wire === 'f' ? 'Gradient of f, where the way back begins' : `Gradient at ${wire}: upstream × local`,
    before: '1',
    now: arrivalText(arrival),
    sentence: sentences[wire] ?? `The product hands on what it got, times its other factor, to ${wire}.`,
    isDone,
  };
}

function foldedReading({ root, nodes }: NamedNodes<NeuronName>): Omit<Reading, 'isDone'> {
  const locals = wayBack(root, nodes.t).map(node => arrivalAt(root, node)!.local);
  const f = read(root).item();
  const local = f * (1 - f);
  const [first, ...others] = locals;
  const product = [numberText(first!), ...others.map(factorText)].join(' × ');
  return {
    what: 'Gradient at t, through the sigmoid as one box',
    before: '1',
    now: arrivalText({ upstream: 1, local, product: local }),
    sentence: `As one box, the local gradient is f(1 − f) = ${numberText(f)} × (1 − ${numberText(f)}) = ${numberText(local)}. Through four it was ${product}, the same.`,
  };
}

const sentences: Partial<Readonly<Record<NeuronName, string>>> = {
  f: 'f changes as fast as itself, so the gradient of f is 1. Nothing has gone back yet.',
  d: 'The derivative of 1/d is −1/d², and d is 1.3679.',
  u: 'Adding 1 changes nothing: the local gradient is 1.',
  n: 'The derivative of eⁿ is eⁿ, so the local gradient is the value of the box.',
  t: 'The box multiplies by −1, and so does its gradient. The sigmoid is done: 0.1966 arrives at t.',
  s: 'A sum passes on what it gets.',
  p0: 'A sum passes on what it gets, to both of its inputs.',
  p1: 'A sum passes on what it gets, to both of its inputs.',
  w2: 'A sum passes on what it gets. The bias w2 has the gradient of the whole sum.',
  w0: 'The other factor is x0 = −1. So the neuron grows when w0 falls. Now fold the four boxes.',
};
