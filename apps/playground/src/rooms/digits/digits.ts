import type { Room } from '../../page/room.ts';

/** Trains a network on handwritten digits, in a worker of the page. */
export const digits: Room = {
  name: 'digits',
  title: 'Digits',
  about: 'Draw a digit, and see a network that trains on this page recognize it, or fail to.',
  load: () => import('./DigitsRoom.svelte'),
  typescript: () => import('./typescript.ts'),
};
