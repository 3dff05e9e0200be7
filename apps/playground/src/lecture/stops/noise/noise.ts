import type { Stop } from '../../parts/stop.ts';

/** The noise of SGD, and a falling learning rate. */
export const noise: Stop = {
  name: 'noise',
  title: 'Noise, and a rate that falls',
  covers: ['noise and a falling rate'],
  text: [
    'The gradient of one example is right only on average. At the minimum the gradient over all 500 examples is 0, but those of single examples still point here and there. So at a constant rate SGD never comes to rest: it stays at some distance from the minimum.',
    'If the rate falls, the steps die out, and the noise with them. It must not fall too early, or SGD stops before it has arrived. Rates that fall like 1/t are late enough: their sum has no end, so they can go any distance.',
    'Here SGD draws 20,000 examples, with replacement, from the 500 points of the last stop.',
  ],
  formula: 'θ ← θ − ηₜ g,  such as ηₜ = η₀/(1 + kt)',
  question: {
    ask: 'At the constant rate of 0.1, J ends 0.00669 above its least value. What does a rate do that falls from 0.1 to 0.0005?',
    answers: [
      'J ends higher: the steps get too short',
      'J ends about as high: the examples are as noisy as before',
      'J ends about 100 times nearer to its least value',
    ],
    right: 2,
    because:
      'The distance that the noise keeps up is in proportion to the rate. The early steps were long enough to arrive.',
  },
  task: 'Draw a falling rate: pull the points of the upper curve down to the dashed line.',
  chapter: 'what-the-noise-does',
  further: { address: '#/descent?on=irises', text: 'see the noise of batch sizes on real data, in the room Descent' },
  load: () => import('./NoiseScene.svelte'),
  sources: [
    { path: 'noise-run.ts', load: () => import('./noise-run.ts?raw') },
    { path: 'rate-levels.ts', load: () => import('./rate-levels.ts?raw') },
  ],
};
