import type { Room } from '../../page/room.ts';

/** Shows a small network that learns to tell classes of points apart. */
export const network: Room = {
  name: 'network',
  title: 'Network',
  about: 'Watch a small network find the boundary between two spirals, see what each unit sees, and change any weight.',
  load: () => import('./NetworkRoom.svelte'),
  typescript: () => import('./typescript.ts'),
};
