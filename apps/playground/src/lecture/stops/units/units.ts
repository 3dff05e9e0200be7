import type { Stop } from '../../parts/stop.ts';

/** Units, and Adadelta, which needs none. */
export const units: Stop = {
  name: 'units',
  title: 'Units, and Adadelta',
  covers: ['Adadelta and units'],
  text: [
    'A length of 2 metres is to become 0. A step should be a length too. But SGD multiplies a gradient, loss per metre, by a fixed rate. Measure the loss in pennies instead of pounds, and each step is 100 times as long.',
    'Adadelta divides each gradient by the usual size of the gradients, so that the unit of the loss cancels. Then it multiplies by the usual size of its own steps, whose unit is right. There is no learning rate to choose.',
    'Before the first step there was none, so a small number ε alone says how long the first one is.',
  ],
  formula: 'Δθ = −RMS[Δθ]ₜ₋₁ / RMS[g]ₜ · g,  with RMS[a] = √(E[a²] + ε)',
  question: {
    ask: 'SGD’s first step is 0.400 metres, Adadelta’s 0.00316. The loss becomes 1,000 times as large. How long are they then?',
    answers: ['both 1,000 times as long', 'SGD’s 400 metres, Adadelta’s as before', 'both as before'],
    right: 1,
    because:
      'The step of SGD grows with the gradient. Adadelta divides by the size of the gradients, which grew as much.',
  },
  task: 'Move the factor of the loss from 1 to 1,000.',
  chapter: 'units-and-adadelta',
  further: {
    address: '#/descent?on=ravine&race=sgd,adadelta',
    text: 'race SGD and Adadelta down a ravine, in the room Descent',
  },
  load: () => import('./UnitsScene.svelte'),
  sources: [{ path: 'units-run.ts', load: () => import('./units-run.ts?raw') }],
};
