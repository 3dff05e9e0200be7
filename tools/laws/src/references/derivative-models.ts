import {
  add,
  conv2d,
  gather,
  matmul,
  mean,
  mul,
  reciprocal,
  sigmoid,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  type Node,
} from '@thalweg/graph';
import { moments } from '@thalweg/graph/author';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '@thalweg/nn';

/** Nodes under the names of parameters. */
export type Parameters = Readonly<Record<string, Node>>;

/** Operations on nodes whose shapes are known to the reference only. */
const product = matmul as unknown as (a: Node, b: Node) => Node;
const convolved = conv2d as unknown as (x: Node, w: Node, options: object) => Node;
const plus = add as unknown as (...terms: [Node, Node | number]) => Node;
const times = mul as unknown as (...factors: [Node, Node]) => Node;
const minus = sub as unknown as (...terms: [Node, Node]) => Node;
const crossEntropy = (logits: Node, y: Node): Node =>
  (softmaxCrossEntropy(y) as unknown as (logits: Node) => Node)(logits);

/** The mean losses of a batch, as `tools/laws/reference/derivatives.py` has them. */
export const derivativeModels = {
  network: (p: Parameters, x: Node, y: Node): Node => {
    const hidden = tanh(plus(product(x, p['w1']!), p['b1']!));
    return crossEntropy(plus(product(hidden, p['w2']!), p['b2']!), y);
  },
  normalized: (p: Parameters, x: Node, y: Node): Node => {
    const z = product(x, p['w']!);
    const { mean: center, variance } = moments(z, [1]);
    const normal = times(minus(z, center), reciprocal(sqrt(plus(variance, 1e-5))));
    const hidden = sigmoid(product(times(normal, p['gain']!), transpose(p['w']!)));
    return mean(square(minus(hidden, y)));
  },
  images: (p: Parameters, x: Node, y: Node): Node => {
    const z = plus(convolved(x, p['kernel']!, { padding: [1, 1] }), p['bias']!);
    return crossEntropy(product(mean(softplus(z), { axes: [1, 2] }), p['w']!), y);
  },
  words: (p: Parameters, x: Node, y: Node): Node => {
    const middle = mean(gather(p['table']!, x), { axes: 1 });
    return sigmoidCrossEntropy(y)(sum(times(middle, p['w']!), { axes: 1 }));
  },
} as const;
