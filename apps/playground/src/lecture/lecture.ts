import type { Room } from '../page/room.ts';

/** Goes through gradient descent and back-propagation in twelve stops. */
export const lecture: Room = {
  name: 'lecture',
  title: 'Lecture',
  about:
    'Twelve stops, each with a question, one thing to do, and a number that changes: from the gradient to the neuron.',
  load: () => import('./LecturePage.svelte'),
};
