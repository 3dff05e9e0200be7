import type { Stop } from '../../parts/stop.ts';

/** Noise, and local minima. */
export const minima: Stop = {
  name: 'minima',
  title: 'Two valleys',
  covers: ['local minima'],
  text: [
    'Gradient descent sees the slope at its feet only. Without noise it ends in the valley where it began, even if the next valley is lower. Such an end is a local minimum.',
    'The gradient of a single example is right only on average. Here each example tilts the objective a little to one side or the other, by a random number of strength σ. On average it does not.',
    'The learning rate falls with the steps, so the noise shakes the runs first and lets them settle later. Where there are many valleys, batch descent, SGD and mini-batches can all end in a poor one. A convex objective has one valley only.',
  ],
  formula: 'J(x) = (x² − 1)² + 0.6x,  g = ∇J(x) + σ · noise,  η = 0.1/(1 + 0.005t)',
  question: {
    ask: 'Twenty runs start at 1. Without noise all end at 0.91. The noise averages to zero. With σ = 3, how many end in the lower valley, at −1.07?',
    answers: ['none: noise that averages to zero changes nothing', 'about half of them', 'nearly all'],
    right: 2,
    because:
      'It takes a larger push to leave the lower valley than to leave the other one. So while the noise lasts, more runs arrive there than go back.',
  },
  task: 'Turn the noise on: move σ from 0 to 3.',
  chapter: 'what-the-noise-does',
  load: () => import('./MinimaScene.svelte'),
  sources: [{ path: 'minima-run.ts', load: () => import('./minima-run.ts?raw') }],
};
