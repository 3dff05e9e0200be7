import { div, exp, log, mul, neg, sum } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** Softmax with cross entropy for three classes. */
export const softmax = nodeExample({
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
