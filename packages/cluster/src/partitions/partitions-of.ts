import { topic, type Topic } from '@thalweg/log';
import { checkPartitions } from './check-partitions.ts';

/**
 * Returns the topics of the partitions of a topic: `payments.0`, `payments.1` and so on. Give each worker some of them. Their
 * number cannot change later, as keys would move.
 *
 * - **Throws** `LogError` for a number that is no whole number from 1
 *
 * @example
 * const payments = topic('payments', jsonCodec());
 * partitionsOf(payments, 2).map(({ name }) => name) // => ['payments.0', 'payments.1']
 */
export function partitionsOf<T>({ name, codec, seal }: Topic<T>, partitions: number): Topic<T>[] {
  checkPartitions('partitionsOf', partitions);
  return Array.from({ length: partitions }, (_, i) => topic(`${name}.${i}`, codec, { seal }));
}
