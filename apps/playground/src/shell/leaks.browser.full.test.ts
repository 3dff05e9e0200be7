/** @module-tag chromium */
import { it } from 'vitest';
import { leaveRooms } from '../testing/leave-rooms.ts';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

it('rooms that were left 5 times leave no worker, frame, timer, listener or growing memory', () =>
  leaveRooms(inPage, 5));
