import type { Room } from '../../shell/room.ts';

/** Back-propagation in a circuit, node by node. */
export const circuit: Room = { name: 'circuit', title: 'Circuit', load: () => import('./CircuitRoom.svelte') };
