import type { Stop } from '../../parts/stop.ts';

/** Numerical gradients, and why they only check the analytic ones. */
export const difference: Stop = {
  name: 'difference',
  title: 'Numerical and analytic gradients',
  covers: ['numerical and analytic gradients'],
  text: [
    'The simplest way to find a derivative is to move x a little, by h, and to see how much f changes. Here f = x³ at x = 2, where the derivative is 3x² = 12.',
    'Such a numerical gradient needs a computation for each parameter, and it is never exact. The analytic gradient is exact and comes in one walk back through the circuit, but its rules are easy to get wrong. So programs derive analytically, and check numerically.',
  ],
  formula: 'one-sided: (f(x+h) − f(x)) / h;  central: (f(x+h) − f(x−h)) / 2h',
  question: {
    ask: 'At h = 0.1 the one-sided difference is off by 0.61. What happens to the error as h shrinks to 10⁻¹⁵?',
    answers: ['it shrinks all the way', 'it shrinks, then stays the same', 'it shrinks, then grows again'],
    right: 2,
    because:
      'A number has 16 digits. When h is very small, f(x+h) and f(x) agree in nearly all of them, and the difference keeps what is left.',
  },
  task: 'Slide h from 0.1 to 10⁻¹⁵, and watch the error.',
  chapter: 'numerical-and-analytic-gradients',
  further: {
    address: '#/circuit?on=sigmoid',
    text: 'check the gradients of a circuit numerically, in the room Circuit',
  },
  load: () => import('./DifferenceScene.svelte'),
  sources: [{ path: 'difference-run.ts', load: () => import('./difference-run.ts?raw') }],
};
