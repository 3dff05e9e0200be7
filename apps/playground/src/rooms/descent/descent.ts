import type { Room } from '../../shell/room.ts';

/** Shows optimizers that race down a surface. */
export const descent: Room = { name: 'descent', title: 'Descent', load: () => import('./DescentRoom.svelte') };
