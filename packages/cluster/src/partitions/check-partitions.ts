import { LogError } from '@thalweg/log';
import { printed } from '@thalweg/tensor/engine';

/** The most partitions: each is a subject or a file, and no cluster has as many workers. */
const MOST = 65_536;

/** Throws `LogError` for a number of partitions that is no whole number from 1 to {@link MOST}. */
export function checkPartitions(subject: string, partitions: number): void {
  if (Number.isSafeInteger(partitions) && partitions >= 1 && partitions <= MOST) return;
  throw new LogError(
    'invalid',
    subject,
    `the number of partitions must be a whole number from 1 to ${MOST}`,
    printed(partitions),
    'Take at least as many as there will ever be workers.',
  );
}
