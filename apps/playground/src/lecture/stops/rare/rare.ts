import type { Stop } from '../../parts/stop.ts';

/** A learning rate for each parameter, for rare features. */
export const rare: Stop = {
  name: 'rare',
  title: 'A rate for each parameter',
  covers: ['a rate for each parameter', 'Adagrad'],
  text: [
    'Words, users and products differ in how often they occur. A weight learns from the examples that have its feature, and with one learning rate for all, the weight of a rare feature hardly moves.',
    'Adagrad divides the rate of each parameter by the root of all its squared gradients so far. A parameter that seldom had a gradient keeps a large rate.',
    'Here one example in 100 has the rare feature. Its weight should become −1, that of the frequent feature 1. Both start at 0. SGD has η = 0.01: at 0.3, the rare weight would come close, but the frequent one would jump about with the noise.',
  ],
  formula: 'G ← G + g²;  θ ← θ − η/√(G + ε) · g',
  question: {
    ask: 'After 10 examples with the rare feature, SGD’s weight is still off by 0.81. And Adagrad’s?',
    answers: ['by about as much', 'by about 0.4', 'by 0.05'],
    right: 2,
    because:
      'Only the gradients of a parameter itself reduce its rate. The rare one had 10, so it still takes large steps.',
  },
  task: 'Send the rare feature ten times.',
  chapter: 'a-rate-for-each-parameter-for-rare-features',
  load: () => import('./RareScene.svelte'),
  sources: [{ path: 'rare-run.ts', load: () => import('./rare-run.ts?raw') }],
};
