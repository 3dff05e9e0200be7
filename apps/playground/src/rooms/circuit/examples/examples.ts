import { attention } from './attention.ts';
import type { Example } from './example.ts';
import { expressionExample } from './expression-example.ts';
import { layerNorm } from './layer-norm.ts';
import { logisticRegression } from './logistic-regression.ts';
import { lstm } from './lstm.ts';
import { network } from './network.ts';
import { regression } from './regression.ts';
import { residual } from './residual.ts';
import { softmax } from './softmax.ts';

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
