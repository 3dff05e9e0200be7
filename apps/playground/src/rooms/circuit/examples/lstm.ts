import { add, mul, sigmoid, slice, tanh, type Node } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** An LSTM cell with one unit. The elements of W, U and b belong to the input, forget, cell and output gates. */
export const lstm = nodeExample({
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
