import type { Room } from '../../shell/room.ts';

/** Shows back-propagation in a circuit, node by node. */
export const circuit: Room = {
  name: 'circuit',
  title: 'Circuit',
  about: 'Type an expression, and follow values forward and gradients back along every wire.',
  load: () => import('./CircuitRoom.svelte'),
};
