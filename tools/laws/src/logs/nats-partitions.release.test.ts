/** @module-tag nats */
import { partitionsOfNats } from './nats-partitions.ts';

// Below and above the time that a log waits for an answer, and above that in which a connection is found dead.
partitionsOfNats([1000, 10_000, 40_000]);
