import { printed } from '@thalweg/tensor/engine';
import { LogError } from '../port/log-error.ts';

/** Checks options of reading. Throws {@link LogError}. */
export function checkReading(
  subject: string,
  { until, onDamaged }: { readonly until: unknown; readonly onDamaged: unknown },
): void {
  if (until !== undefined && until !== 'end')
    throw new LogError('invalid', subject, "until must be 'end' or left out", printed(until), "Try 'end'.");
  if (onDamaged !== 'error' && onDamaged !== 'skip')
    throw new LogError('invalid', subject, "onDamaged must be 'error' or 'skip'", printed(onDamaged), "Try 'skip'.");
}
