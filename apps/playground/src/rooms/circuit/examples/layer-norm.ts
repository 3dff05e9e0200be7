import { add, div, mean, mul, sqrt, square, sub, sum } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** Layer norm of four features, with squared error. */
export const layerNorm = nodeExample({
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
