import type { Stop } from '../../parts/stop.ts';

/** The chain rule, for numbers and vectors. */
export const chain: Stop = {
  name: 'chain',
  title: 'The chain rule',
  covers: ['the chain rule, for numbers and vectors'],
  text: [
    'If r depends on s, and s on t, the derivatives multiply. Here s = 2t + 1 and r = s², at t = 3: on the way back, 14 arrives at s, and 14 × 2 = 28 at t.',
    'With vectors, each xₖ reaches each yᵢ by way of every uⱼ, and these paths add up. So the derivatives are matrices, the Jacobians, and they multiply as matrices do. Here u = x² at x = [1, 2, 3], and y = A·u has two elements.',
    'What arrives at y is a vector in the shape of y, the upstream gradient: how much each element of y matters. Each operation multiplies it by its Jacobian, transposed, and the product has the shape of its input.',
  ],
  formula: '∂yᵢ/∂xₖ = Σⱼ ∂yᵢ/∂uⱼ · ∂uⱼ/∂xₖ',
  question: {
    ask: 'With [1, 0] upstream, [2, 0, 12] arrives at x. In y, only y₂ depends on x₂. What arrives at x₂ with [1, 10] upstream?',
    answers: ['still 0', '4', '40'],
    right: 2,
    because: 'u₂ = x₂² changes 4 times as fast as x₂ at 2, y₂ as fast as u₂, and y₂ matters 10 times: 10 × 1 × 4 = 40.',
  },
  task: 'Make the upstream gradient [1, 10].',
  chapter: 'the-chain-rule',
  further: {
    address: '#/circuit?of=(2t%20%2B%201)%5E2&t=3',
    text: 'follow the chain of numbers step by step, in the room Circuit',
  },
  load: () => import('./ChainScene.svelte'),
  sources: [{ path: 'chain-run.ts', load: () => import('./chain-run.ts?raw') }],
};
