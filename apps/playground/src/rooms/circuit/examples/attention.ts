import { div, exp, matmul, square, sub, sum, transpose } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** Attention for two tokens, with squared error. */
export const attention = nodeExample({
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
