import type { Stop } from '../../parts/stop.ts';

/** Adam, and the correction of its means. */
export const adam: Stop = {
  name: 'adam',
  title: 'Adam, and its first step',
  covers: ['Adam and its bias correction'],
  text: [
    'Adam divides a mean of the gradients, m, by the root of a mean of their squares, √v. The first works like momentum, the second gives each parameter its own rate.',
    'Both means begin at 0, so at first both are too small. After one step m holds a tenth of the gradient, and v a thousandth of its square. Adam divides each by the share that it has seen so far, and gets m̂ and v̂.',
    'Here the slope is 1 everywhere. So whatever changes from step to step comes from the two means alone.',
  ],
  formula: 'm ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  θ ← θ − η m̂/(√v̂ + ε),  with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)',
  question: {
    ask: 'With the correction each step is 0.100. How long is the first one without it, when both means are too small?',
    answers: ['shorter, about 0.03', '0.100 as before: both are too small', 'longer, about 0.3'],
    right: 2,
    because: 'm is 0.1 and v is 0.001, so m/√v is 0.1/√0.001 = 3.16. Times η = 0.1, that is a step of 0.316.',
  },
  task: 'Switch the bias correction off. Then look at later steps.',
  chapter: 'adam-and-its-first-step',
  further: { address: '#/descent?on=ravine&race=sgd,adam', text: 'race Adam down a ravine, in the room Descent' },
  load: () => import('./AdamScene.svelte'),
  sources: [{ path: 'adam-run.ts', load: () => import('./adam-run.ts?raw') }],
};
