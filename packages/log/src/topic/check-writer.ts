import { printed } from '@thalweg/tensor/engine';
import { LARGEST_EPOCH } from '../port/epochs.ts';
import { LogError } from '../port/log-error.ts';

/** Checks the options of a writer. Throws {@link LogError}. */
export function checkWriter({
  producer,
  next,
  epoch,
  patience,
}: {
  readonly producer: unknown;
  readonly next: unknown;
  readonly epoch: unknown;
  readonly patience: unknown;
}): void {
  checkProducer(producer);
  checkCount('next', next, 1);
  checkCount('epoch', epoch, 0, LARGEST_EPOCH);
  checkPatience(patience);
}

function checkProducer(producer: unknown): void {
  if (typeof producer !== 'string' || producer.length === 0 || producer.length > 100)
    throw new LogError(
      'invalid',
      'topicWriter',
      'the producer must have a name of 1 to 100 characters',
      printed(producer),
      "Try { producer: 'worker-3' }.",
    );
}

/** Checks a whole number. Throws {@link LogError}. */
export function checkCount(name: string, count: unknown, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (!(Number.isSafeInteger(count) && (count as number) >= least && (count as number) <= most))
    throw new LogError(
      'invalid',
      'topicWriter',
      most === LARGEST_EPOCH
        ? `${name} must be a whole number from ${least} to 2⁴⁸`
        : `${name} must be a whole number from ${least}`,
      printed(count),
      'Count on.',
    );
}

function checkPatience(patience: unknown): void {
  if (typeof patience === 'number' && patience >= 0) return;
  const requirement = 'patience must be milliseconds, 0 or more';
  throw new LogError('invalid', 'topicWriter', requirement, printed(patience), 'Try 30_000.');
}
