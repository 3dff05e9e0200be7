import { printed } from '@thalweg/tensor/engine';
import { LogError } from '../port/log-error.ts';

/** Checks a time in milliseconds. Throws {@link LogError}. */
export function checkTimeout(subject: string, timeout: unknown): void {
  if (!(typeof timeout === 'number' && timeout > 0 && timeout < 2 ** 31))
    throw new LogError(
      'invalid',
      subject,
      'the timeout must be a positive number of milliseconds, below 2^31',
      printed(timeout),
      'Try 10_000.',
    );
}
