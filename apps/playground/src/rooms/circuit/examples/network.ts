import { add, matmul, square, sub, tanh } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** A network of two layers with squared error. */
export const network = nodeExample({
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
