import { add, mean, mul, square, sub } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** The mean squared error of a line over a batch of three points. */
export const regression = nodeExample({
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
