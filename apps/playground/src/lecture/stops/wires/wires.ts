import type { Stop } from '../../parts/stop.ts';

/** A circuit, forward and backward. */
export const wires: Stop = {
  name: 'wires',
  title: 'A circuit, forward and backward',
  covers: ['a circuit, forward and backward'],
  text: [
    'The forward pass visits each box after its inputs, in the order of the numbers, which is called topological. It leaves a value on each wire: q = x + y = 3, then f = q·z = −12.',
    'The backward pass visits the boxes in the opposite order. So when it comes to a box, all that comes back to it has arrived. A box needs to know one thing only, its local gradient: how fast its output changes with each input. What arrives, the upstream gradient, times the local gradient goes on along the wire.',
  ],
  formula: 'downstream = upstream × local',
  question: {
    ask: 'In f = (x + y)·z, a gradient of −4 arrives at the sum q. What goes on to y, which is 5?',
    answers: ['−4, as it arrived', '−2, half for x and half for y', '−20, which is −4 × 5'],
    right: 0,
    because: 'If y grows by a little, q grows by as much, whatever x and y are. So the local gradient is 1.',
  },
  task: 'Click the wire that leads from y.',
  chapter: 'a-circuit',
  further: { address: '#/circuit', text: 'change the values and walk through both passes, in the room Circuit' },
  load: () => import('./WiresScene.svelte'),
  sources: [
    { path: 'wires-circuit.ts', load: () => import('./wires-circuit.ts?raw') },
    { path: 'way-back.ts', load: () => import('../../circuits/way-back.ts?raw') },
  ],
};
