import type { Room } from '../../shell/room.ts';

/** Trains a network on handwritten digits, in a worker of the page. */
export const digits: Room = { name: 'digits', title: 'Digits', load: () => import('./DigitsRoom.svelte') };
