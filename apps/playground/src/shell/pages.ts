import { landing } from '../landing/landing.ts';
import { lecture } from '../lecture/lecture.ts';
import { rooms } from '../rooms/rooms.ts';
import type { Room } from '../page/room.ts';

/** All pages, in the order of the bar; an address without a name opens the first one. */
export const pages: readonly [Room, ...Room[]] = [landing, lecture, ...rooms];
