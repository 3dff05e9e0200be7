import type { Stop } from '../../parts/stop.ts';

/** Adagrad’s vanishing rate, and RMSprop. */
export const rates: Stop = {
  name: 'rates',
  title: 'A rate that falls for ever',
  covers: ['RMSprop'],
  text: [
    'Adagrad divides by the root of a sum of squares, G. A sum of squares only grows, so the rate only falls, even far from the minimum.',
    'RMSprop divides by the root of a mean that forgets: each step keeps 0.9 of it and adds a tenth of the new square. While the gradients stay the same, so does the rate.',
    'To see nothing but the rate, eight optimizers go down the same slope, whose gradient is 1 everywhere. There the length of a step is the effective rate. All have η = 0.1, except Adadelta, which needs none. With momentum the velocity grows to η/(1 − γ), ten times η.',
  ],
  formula:
    'Adagrad: G ← G + g²,  θ ← θ − η/√(G + ε) · g.  RMSprop: E[g²] ← 0.9 E[g²] + 0.1 g²,  θ ← θ − η/√(E[g²] + ε) · g',
  question: {
    ask: 'Adagrad’s first step on this slope is 0.100. How long is its step 1,000?',
    answers: ['0.100, as the slope is the same', 'about 0.01', 'about 0.003'],
    right: 2,
    because: 'After t steps G is t, so the rate is η/√t: 0.1/√1000 = 0.00316. RMSprop’s mean of ones is 1.',
  },
  task: 'Drag t from step 1 to step 1,000, in the picture or on the slider.',
  chapter: 'a-rate-that-falls-for-ever',
  further: {
    address: '#/descent?on=ravine&race=adagrad,rmsprop',
    text: 'race Adagrad and RMSprop down a ravine, in the room Descent',
  },
  load: () => import('./RatesScene.svelte'),
  sources: [{ path: 'step-lengths.ts', load: () => import('./step-lengths.ts?raw') }],
};
