import { add, log, mul, neg, sigmoid, sub } from '@thalweg/graph';
import { nodeExample } from './node-example.ts';

/** The loss of logistic regression for one record. */
export const logisticRegression = nodeExample({
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
