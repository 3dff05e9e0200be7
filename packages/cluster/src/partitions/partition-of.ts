import { utf8ToBytes } from '@noble/hashes/utils.js';
import { LogError } from '@thalweg/log';
import { murmur3 } from '@thalweg/online';
import { printed } from '@thalweg/tensor/engine';
import { checkPartitions } from './check-partitions.ts';

/** A key of events: events of equal keys come into the same partition. A number is the same key as its text. */
export type PartitionKey = string | number | bigint | boolean;

/**
 * Returns the number of the partition, from 0, that a key belongs to: MurmurHash3 of its text in UTF-8, modulo the number of
 * partitions. So it is the same in every process and on every machine.
 *
 * - **Throws** `LogError` for a key that is none, and for a number of partitions that is no whole number from 1
 *
 * @example
 * partitionOf('customer 17', 4) // => 0
 */
export function partitionOf(key: PartitionKey, partitions: number): number {
  checkPartitions('partitionOf', partitions);
  if (!/^(string|number|bigint|boolean)$/.test(typeof key) || Number.isNaN(key))
    throw new LogError(
      'invalid',
      'partitionOf',
      'a key must be a text, a number or a boolean',
      printed(key),
      'Leave out events without a key, or give them one.',
    );
  return murmur3(utf8ToBytes(String(key))) % partitions;
}
