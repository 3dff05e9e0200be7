import type { Room } from '../../page/room.ts';

/** Shows back-propagation in a circuit, node by node. */
export const circuit: Room = {
  name: 'circuit',
  title: 'Circuit',
  about: 'Play a forward and a backward pass through a neuron, attention or your own expression, number by number.',
  load: () => import('./CircuitRoom.svelte'),
  typescript: () => import('./typescript.ts'),
};
