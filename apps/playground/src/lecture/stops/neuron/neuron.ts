import type { Stop } from '../../parts/stop.ts';

/** The neuron, and the sigmoid in four boxes and in one. */
export const neuron: Stop = {
  name: 'neuron',
  title: 'The neuron and the sigmoid',
  covers: ['the neuron and the sigmoid'],
  text: [
    'A neuron with two inputs adds up w0·x0 + w1·x1 + w2, where w2 is the bias, and squeezes the sum t between 0 and 1. That is f = 1/(1 + e⁻ᵗ), the sigmoid, in four boxes.',
    'On the way back each box multiplies by its local gradient: 1/x by −1/x², 1 + x by 1, eˣ by eˣ, a·x by a. The sums pass on what they get, and each product multiplies it by its other factor. One walk gives the gradients of all weights.',
    'Boxes may be as small or as large as one likes. A larger box needs the derivative of what it computes, and that of the sigmoid is short: f(1 − f).',
  ],
  formula: 'f = 1/(1 + e⁻ᵗ),  t = w0·x0 + w1·x1 + w2;  ∂f/∂t = f(1 − f)',
  question: {
    ask: '0.1966 arrives at the product of w0 = 2 and x0 = −1. What goes on to w0?',
    answers: ['0.1966 as it is', '0.1966 × 2 = 0.3932', '0.1966 × (−1) = −0.1966'],
    right: 2,
    because: 'How fast w0·x0 changes with w0 is x0, the other factor.',
  },
  task: 'Follow the output back to w0, box by box. Then fold the sigmoid’s four boxes.',
  chapter: 'a-neuron',
  further: { address: '#/circuit?on=sigmoid', text: 'change weights and inputs, in the room Circuit' },
  load: () => import('./NeuronScene.svelte'),
  sources: [
    { path: 'neuron-circuit.ts', load: () => import('./neuron-circuit.ts?raw') },
    { path: 'way-back.ts', load: () => import('../../circuits/way-back.ts?raw') },
  ],
};
