/** @module-tag nats */
import { partitionsOfNats } from './nats-partitions.ts';

partitionsOfNats([1000]);
