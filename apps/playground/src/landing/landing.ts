import type { Room } from '../page/room.ts';

/** Says what the playground is for, and shows three small pictures that live. */
export const landing: Room = {
  name: '',
  title: 'Gradient descent and back-propagation, live',
  about: 'What this is, what it is for, and where to go.',
  load: () => import('./LandingPage.svelte'),
};
