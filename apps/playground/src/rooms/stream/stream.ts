import type { Room } from '../../page/room.ts';

/** Shows models that learn from a stream whose labels come late and whose concept drifts. */
export const stream: Room = {
  name: 'stream',
  title: 'Stream',
  about: 'Events arrive one by one; change the world under four models and watch which of them notices and recovers.',
  load: () => import('./StreamRoom.svelte'),
  typescript: () => import('./typescript.ts'),
};
