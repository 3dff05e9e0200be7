import type { Stop } from '../../parts/stop.ts';

/** Momentum in a ravine. */
export const ravine: Stop = {
  name: 'ravine',
  title: 'A ravine, and momentum',
  covers: ['momentum in a ravine'],
  text: [
    'A ravine is steep across and nearly flat along. Its sides bound the learning rate: at a larger one, each step would end higher up on the other side. At the rates that remain, it takes many steps to get along the floor.',
    'Momentum keeps a velocity. Parts of the gradient that point to and fro cancel in it, and parts that always point the same way add up.',
  ],
  formula: 'v ← γ v + η g;  θ ← θ − v',
  question: {
    ask: 'At γ = 0, each of the 100 steps crosses the floor. How many do at γ = 0.9?',
    answers: ['100, as before', 'about half of them', 'none'],
    right: 1,
    because: 'The velocity remembers the last steps, so one push from the side no longer turns it around.',
  },
  task: 'Move γ, the decay of the velocity, from 0 to 0.9.',
  chapter: 'a-ravine-and-momentum',
  further: { address: '#/descent?on=ravine', text: 'race eight optimizers down a ravine, in the room Descent' },
  load: () => import('./RavineScene.svelte'),
  sources: [{ path: 'ravine-run.ts', load: () => import('./ravine-run.ts?raw') }],
};
