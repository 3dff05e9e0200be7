import { ContractError } from '@thalweg/tensor';

/** Throws a `ContractError` unless the length of a window is a whole number of at least 1. */
export function checkWindow(subject: string, length: number): void {
  if (!Number.isSafeInteger(length) || length < 1)
    throw new ContractError(subject, 'a window must be a whole number, at least 1', String(length), 'Try 100.');
}
