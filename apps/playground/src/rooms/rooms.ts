import type { Room } from '../page/room.ts';
import { circuit } from './circuit/circuit.ts';
import { descent } from './descent/descent.ts';
import { digits } from './digits/digits.ts';
import { network } from './network/network.ts';
import { stream } from './stream/stream.ts';

/** All rooms, in the order of the bar; the first is the one that opens. */
export const rooms: readonly [Room, ...Room[]] = [descent, circuit, network, stream, digits];
