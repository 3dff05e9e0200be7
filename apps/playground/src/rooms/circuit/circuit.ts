import type { Room } from '../../shell/room.ts';

/** Shows back-propagation in a circuit, node by node. */
export const circuit: Room = { name: 'circuit', title: 'Circuit', load: () => import('./CircuitRoom.svelte') };
