import type { Room } from '../../shell/room.ts';

/** Optimizers race down a surface. */
export const descent: Room = { name: 'descent', title: 'Descent', load: () => import('./DescentRoom.svelte') };
