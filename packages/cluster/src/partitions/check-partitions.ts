import { LogError } from '@thalweg/log';
import { printed } from '@thalweg/tensor/engine';

/** Throws `LogError` for a number of partitions that is no whole number from 1. */
export function checkPartitions(subject: string, partitions: number): void {
  if (Number.isSafeInteger(partitions) && partitions >= 1) return;
  throw new LogError(
    'invalid',
    subject,
    'the number of partitions must be a whole number from 1',
    printed(partitions),
    'Take at least as many as there will ever be workers.',
  );
}
