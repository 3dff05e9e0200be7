import { tensor, type Sizes } from '@thalweg/tensor';
import {
  add,
  becomes,
  div,
  gradients,
  input,
  matmul,
  mean,
  mul,
  parameter,
  pow,
  relu,
  sqrt,
  square,
  state,
  sub,
  tanh,
  type Input,
  type Node,
  type Parameter,
  type Register,
} from '../index.ts';

/** A network of two layers with a loss, rules for its parameters, and every wire of all that. */
export interface Perceptron {
  readonly x: Input;
  readonly y: Input;
  readonly prediction: Node;
  readonly loss: Node;
  readonly parameters: readonly Parameter[];
  readonly registers: readonly Register[];
  readonly rules: readonly Node[];
  /** Every node that the loss and the rules are made of. */
  readonly wires: readonly Node[];
}

/** Numbers that look random and are the same every time. */
export function scatter(shape: readonly number[], scale = 1, seed = 0): ReturnType<typeof tensor> {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => scale * Math.sin(12.9898 * (i + 1) + 78.233 * seed)),
    { shape: [...shape] },
  );
}

/** A rule between values of which only the rank is known. */
const moves = (register: Register, next: Node): Node => becomes(register, next as Node<Sizes>) as Node;

/** Sizes as [inputs, hidden, outputs]; the rules are those of momentum, or of Adam. */
export function perceptron(sizes: readonly [number, number, number], rule: 'momentum' | 'adam'): Perceptron {
  const [inputs, hidden, outputs] = sizes;
  const x = input('x', ['n', inputs]);
  const y = input('y', ['n', outputs]);
  const weights = (rows: number, columns: number, seed: number): Parameter =>
    parameter(scatter([rows, columns], 1 / Math.sqrt(rows), seed)) as unknown as Parameter;
  const parameters = [
    weights(inputs, hidden, 1),
    parameter(scatter([hidden], 0.1, 2)) as unknown as Parameter,
    weights(hidden, outputs, 3),
    parameter(scatter([outputs], 0.1, 4)) as unknown as Parameter,
  ];
  const [w1, b1, w2, b2] = parameters as unknown as [Node, Node, Node, Node];
  const active = rule === 'momentum' ? relu : tanh;
  const prediction = add(matmul(active(add(matmul(x as Node, w1), b1)), w2), b2);
  const loss = mean(square(sub(prediction, y as Node)));
  const g = gradients(loss);
  const memories: Register[] = [];
  const memory = (like: Parameter): Register => {
    const made = state(scatter(like.shape, 0)) as unknown as Register;
    memories.push(made);
    return made;
  };
  const momentum = (w: Parameter): Node => {
    const v = memory(w);
    return moves(w, sub(w, moves(v, add(mul(v, 0.9), mul(g.of(w), 0.05)))));
  };
  const count = state(0, { name: 'count', dtype: 'float32' });
  const t = becomes(count, add(count, 1));
  const adam = (w: Parameter): Node => {
    const [m, v] = [memory(w), memory(w)];
    const m1 = moves(m, add(mul(m, 0.9), mul(g.of(w), 0.1)));
    const v1 = moves(v, add(mul(v, 0.999), mul(square(g.of(w)), 0.001)));
    const corrected = (moment: Node, decay: number): Node => div(moment, sub(1, pow(decay, t)));
    return moves(w, sub(w, mul(0.01, div(corrected(m1, 0.9), add(sqrt(corrected(v1, 0.999)), 1e-8)))));
  };
  const rules = parameters.map(rule === 'momentum' ? momentum : adam);
  const registers = [...parameters, ...memories, ...(rule === 'adam' ? [count as unknown as Register] : [])];
  return {
    x: x as unknown as Input,
    y: y as unknown as Input,
    prediction,
    loss,
    parameters,
    registers,
    rules,
    wires: allBelow([loss, ...rules]),
  };
}

function allBelow(roots: readonly Node[]): Node[] {
  const found = new Set<Node>(roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return [...found];
}
