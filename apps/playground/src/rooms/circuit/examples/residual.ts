import { add, matmul, relu, square, sub, sum } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** A residual block with squared error. */
export const residual = nodeExample({
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
