import type { Room } from '../../shell/room.ts';

/** Handwritten digits are learned, in a worker of the page. */
export const digits: Room = { name: 'digits', title: 'Digits', load: () => import('./DigitsRoom.svelte') };
