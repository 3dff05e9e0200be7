import type { Stop } from '../../parts/stop.ts';

/** Batch, stochastic and mini-batch descent. */
export const batches: Stop = {
  name: 'batches',
  title: 'How many examples for one update?',
  covers: ['the objective and the rule', 'batch descent', 'stochastic descent', 'mini-batches'],
  text: [
    'An objective J(θ) says how bad the parameters θ are. Its gradient ∇J(θ) points to where J grows fastest. Gradient descent goes a little the other way, again and again. The learning rate η says how far.',
    'Here θ is a line, its slope w and its offset b, and J is the mean squared error of 500 points. J is a mean over examples, so its gradient is also a mean over them. Batch descent takes the mean of all 500 for one update. Stochastic descent (SGD) makes an update from each example. Mini-batches are between the two.',
    'Once through all examples is an epoch. It costs the same 500 gradients, whatever the batch size is.',
  ],
  formula: 'θ ← θ − η ∇J(θ),  η = 0.1',
  question: {
    ask: 'After one epoch with one batch of 500, J is 0.983. All batch sizes have the same rate and read the same examples once. Where is J lowest?',
    answers: ['with 500, whose gradient is exact', 'with 50, between the two', 'with 1, one example at a time'],
    right: 2,
    because:
      'Many examples say nearly the same. Batch descent goes through all of them before it moves once; SGD has moved 500 times by then.',
  },
  task: 'Choose the batch size 500, then 50, then 1.',
  chapter: 'batch-stochastic-mini-batch',
  further: { address: '#/descent?on=irises', text: 'race four batch sizes on real data, in the room Descent' },
  load: () => import('./BatchesScene.svelte'),
  sources: [
    { path: 'epoch.ts', load: () => import('./epoch.ts?raw') },
    { path: 'line-fit.ts', load: () => import('../../line/line-fit.ts?raw') },
  ],
};
