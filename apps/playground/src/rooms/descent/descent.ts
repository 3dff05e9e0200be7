import type { Room } from '../../page/room.ts';

/** Shows optimizers that race down a surface. */
export const descent: Room = {
  name: 'descent',
  title: 'Descent',
  about: 'Let optimizers race down a surface, change their learning rates on the way, and see who arrives first.',
  load: () => import('./DescentRoom.svelte'),
  typescript: () => import('./typescript.ts'),
};
