import {
  add,
  div,
  exp,
  input,
  type Input,
  log,
  matmul,
  mean,
  mul,
  neg,
  type Node,
  relu,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from '@thalweg/graph';
import { type Shape, type Sizes, tensor } from '@thalweg/tensor';
import { circuitOf } from '../expression/circuit-of.ts';
import { cellsOf, type NamedCircuit, nodesOf, setCells, sizesOf } from '../passes/named-circuit.ts';

/** The mean squared error of a line over a batch of three points. */
const regression = nodeExample({
  name: 'regression',
  title: 'Linear regression on a batch of three',
  look: 'Every point of the batch reads w and b, so their gradients are sums over the batch.',
  inputs: { x: [0, 1, 2], w: 1, b: 0.5, y: [1, 3, 5.5] },
  build: ({ x, w, b, y }) => {
    const f = add(mul(x, w), b);
    const r = sub(f, y);
    const J = mean(square(r), { axes: 0, keep: true });
    return { f, r, J };
  },
});

/** The loss of logistic regression for one record. */
const logisticRegression = nodeExample({
  name: 'logistic',
  title: 'The loss of logistic regression',
  look: 'The gradient at p is a fraction; times the local gradient p(1 − p) of the sigmoid, it is p − y at z.',
  inputs: { w: 1.5, x: 1, b: -0.5, y: 1 },
  build: ({ w, x, b, y }) => {
    const z = add(mul(w, x), b);
    const p = sigmoid(z);
    const J = neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p)))));
    return { z, p, J };
  },
});

/** Softmax with cross entropy for three classes. */
const softmax = nodeExample({
  name: 'softmax',
  title: 'Softmax with cross entropy',
  look: 'Two ways lead back to the exponentials; together they make the gradient at z just p − y.',
  inputs: { z: [2, 1, -1], y: [1, 0, 0] },
  build: ({ z, y }) => {
    const e = exp(z);
    const s = sum(e, { axes: 0, keep: true });
    const p = div(e, s);
    const J = neg(sum(mul(y, log(p)), { axes: 0, keep: true }));
    return { e, s, p, J };
  },
});

/** A network of two layers with squared error. */
const network = nodeExample({
  name: 'network',
  title: 'A network of two layers',
  look: 'The gradient of a weight matrix is the value before it, transposed, times the gradient after it: at V, hᵀ times ∂J/∂f.',
  inputs: {
    x: [[1, -2]],
    W: [
      [0.5, -1, 0.2],
      [-0.3, 0.4, 0.8],
    ],
    b: [[0.1, 0, -0.2]],
    V: [[1], [-0.5], [0.7]],
    c: [[0.2]],
    y: [[1]],
  },
  build: ({ x, W, b, V, c, y }) => {
    const a = add(matmul(x, W), b);
    const h = tanh(a);
    const f = add(matmul(h, V), c);
    const J = square(sub(f, y));
    return { a, h, f, J };
  },
});

/** A residual block with squared error. */
const residual = nodeExample({
  name: 'residual',
  title: 'A residual block',
  look: 'Two ways lead back to x: the skip connection passes the gradient at o on as it is, even where relu passes nothing.',
  inputs: {
    x: [[1, -1]],
    W: [
      [0.5, -0.4],
      [0.2, 0.7],
    ],
    V: [
      [0.3, -0.6],
      [0.8, 0.1],
    ],
    y: [[0.5, 0]],
  },
  build: ({ x, W, V, y }) => {
    const p = matmul(x, W);
    const h = relu(p);
    const q = matmul(h, V);
    const o = add(x, q);
    const J = sum(square(sub(o, y)), { axes: [0, 1], keep: true });
    return { p, h, q, o, J };
  },
});

/** Layer norm of four features, with squared error. */
const layerNorm = nodeExample({
  name: 'norm',
  title: 'Layer norm',
  look: 'The gradients of x add up to 0: adding the same number to all of x changes nothing behind the norm.',
  inputs: { x: [1, 3, -2, 4], g: [1, 0.5, 2, 1], b: [0, 0, 0.5, -0.5], y: [0, 1, -1, 0] },
  build: ({ x, g, b, y }) => {
    const m = mean(x, { axes: 0, keep: true });
    const d = sub(x, m);
    const v = mean(square(d), { axes: 0, keep: true });
    const n = div(d, sqrt(add(v, 1e-5)));
    const o = add(mul(n, g), b);
    const J = sum(square(sub(o, y)), { axes: 0, keep: true });
    return { m, d, v, n, o, J };
  },
});

/** An LSTM cell with one unit. The elements of W, U and b belong to the input, forget, cell and output gates. */
const lstm = nodeExample({
  name: 'lstm',
  title: 'An LSTM cell',
  look: 'Only a product with the forget gate F leads from the new cell state C back to the old one, c: near F = 1, the gradient survives many steps.',
  inputs: { x: 1, W: [0.5, 0.8, 1, -0.4], h: 0.3, U: [-0.2, 0.4, 0.6, 0.9], b: [0, 1, 0, 0], c: 0.7 },
  build: ({ x, W, h, U, b, c }) => {
    const a = add(add(mul(x, W), mul(h, U)), b);
    const gate = (from: number): Node => slice(a, { axis: 0, from, to: from + 1 }) as Node;
    const [I, F, G, O] = [sigmoid(gate(0)), sigmoid(gate(1)), tanh(gate(2)), sigmoid(gate(3))];
    const C = add(mul(F, c), mul(I, G));
    const H = mul(O, tanh(C));
    return { a, I, F, G, O, C, H };
  },
});

/** Attention for two tokens, with squared error. */
const attention = nodeExample({
  name: 'attention',
  title: 'Attention for two tokens',
  look: 'Each row of A adds up to 1, so each row of the gradient at S adds up to 0: a token attends more to one only by attending less to the other.',
  inputs: {
    Q: [
      [1, 0.5],
      [-0.5, 1],
    ],
    K: [
      [0.8, -0.2],
      [0.3, 1],
    ],
    V: [
      [1, 0],
      [0, 2],
    ],
    Y: [
      [1, 0],
      [0, 1],
    ],
  },
  build: ({ Q, K, V, Y }) => {
    const S = div(matmul(Q, transpose(K)), Math.SQRT2);
    const E = exp(S);
    const A = div(E, sum(E, { axes: 1, keep: true }));
    const O = matmul(A, V);
    const J = sum(square(sub(O, Y)), { axes: [0, 1], keep: true });
    return { S, E, A, O, J };
  },
});

/** The circuits that the room offers. It opens with the first one; the first two are those of the lecture. */
export const examples: readonly [Example, ...Example[]] = [
  expressionExample({
    name: 'first',
    title: 'A sum and a product',
    look: 'A sum hands its upstream gradient on; a product multiplies it by the other factor, so the gradient of z is q.',
    text: '(x + y) * z',
    values: { x: -2, y: 5, z: -4 },
    called: ['q', 'f'],
  }),
  expressionExample({
    name: 'sigmoid',
    title: 'The sigmoid in four boxes',
    look: 'Four boxes make one sigmoid: their local gradients multiply to f(1 − f).',
    text: '1 / (1 + exp(-1 * (w0*x0 + w1*x1 + w2)))',
    values: { w0: 2, x0: -1, w1: -3, x1: -2, w2: -3 },
    called: ['p0', 'p1', 's', 't', 'n', 'u', 'd', 'f'],
  }),
  expressionExample({
    name: 'fan-out',
    title: 'A value that fans out',
    look: 't is read three times, so its gradient is the sum of three terms: 4t + 1.',
    text: '2 * t * t + t',
    values: { t: 3 },
    called: ['d', 'p', 'h'],
  }),
  expressionExample({
    name: 'neuron',
    title: 'A neuron with tanh and squared error',
    look: 'The local gradient of tanh is 1 − h²: make b large, and the neuron is saturated and learns nothing.',
    text: '(tanh(w1*x1 + w2*x2 + b) - y)^2',
    values: { w1: 0.5, x1: 2, w2: -1, x2: 1, b: 0.3, y: 1 },
    called: ['p1', 'p2', 's', 'z', 'h', 'r', 'J'],
  }),
  logisticRegression,
  regression,
  softmax,
  network,
  layerNorm,
  residual,
  lstm,
  attention,
];

/** A number, a vector or a matrix. */
type Numbers = number | readonly number[] | readonly (readonly number[])[];

/** The parts of an example that is built from nodes. */
interface NodeParts<I extends Readonly<Record<string, Numbers>>> extends Pick<Example, 'name' | 'title' | 'look'> {
  /** The inputs with their first values, in the order in which the room shows them. */
  readonly inputs: I;
  /** Builds the operations that have a name. The last one is the root. */
  readonly build: (inputs: { readonly [K in keyof I]: Node }) => Readonly<Record<string, Node>>;
}

/** Returns the example of a circuit that is built from nodes. */
function nodeExample<const I extends Readonly<Record<string, Numbers>>>(parts: NodeParts<I>): Example {
  const { name, title, look, inputs, build } = parts;
  const first = Object.entries(inputs).map(([key, numbers]) => [key, tensor(numbers, { dtype: 'float64' })] as const);
  const values = new Map(
    first.flatMap(([key, { shape, data }]) =>
      cellsOf(key, shape as Sizes).map((cell, index) => [cell, data[index]!] as const),
    ),
  );
  return {
    name,
    title,
    look,
    text: undefined,
    values,
    circuit: given => {
      const made = first.map(([key, { shape }]) => [key, inputOf(key, shape as Sizes)] as const);
      for (const [key, one] of made)
        setCells(
          one,
          cellsOf(key, sizesOf(one)).map(cell => given.get(cell) ?? values.get(cell)!),
        );
      return namedCircuit(new Map(made), build(Object.fromEntries(made) as never));
    },
  };
}

function inputOf(name: string, sizes: Sizes): Input<Shape, 'float64'> {
  return input(name, sizes as Shape, 'float64');
}

/** Returns the circuit of operations, the last of which is the root. Unnamed ones are called v1, v2 … */
function namedCircuit(inputs: NamedCircuit['inputs'], operations: Readonly<Record<string, Node>>): NamedCircuit {
  const root = Object.values(operations).at(-1)!;
  const nodes = nodesOf(root);
  const names = new Map<Node, string>(Object.entries(operations).map(([name, node]) => [node, name]));
  let count = 0;
  for (const node of nodes) if (!names.has(node)) names.set(node, node.inputs.length === 0 ? node.name : `v${++count}`);
  return { text: undefined, root, inputs, nodes, names };
}

/** A circuit that the room offers. */
export interface Example {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** One sentence that says what to look at. */
  readonly look: string;
  /** Its expression; undefined if it is built from nodes. */
  readonly text: string | undefined;
  /** The first elements of its inputs, by their names. */
  readonly values: ReadonlyMap<string, number>;
  /** Builds its circuit, with these elements of inputs. */
  readonly circuit: (values: ReadonlyMap<string, number>) => NamedCircuit;
}

/** The parts of an example that is an expression. */
interface ExpressionParts extends Pick<Example, 'name' | 'title' | 'look'> {
  readonly text: string;
  readonly values: Readonly<Record<string, number>>;
  /** The names of its operations, in order. */
  readonly called: readonly string[];
}

/** Returns the example of an expression. */
function expressionExample({ called, values, ...parts }: ExpressionParts): Example {
  return {
    ...parts,
    values: new Map(Object.entries(values)),
    circuit: given => circuitOf(parts.text, given, called),
  };
}
