import { ContractError } from '../contract-error.ts';

/** Counters and offsets are whole numbers from 0 to 2⁵³ − 1. */
export function checkCounter(subject: string, counter: number): void {
  if (!Number.isSafeInteger(counter) || counter < 0)
    throw new ContractError(
      subject,
      'the position must be a safe integer of at least 0',
      String(counter),
      'Count draws from 0.',
    );
}
