import { ContractError } from '@thalweg/tensor';

/** Throws a `ContractError` unless a quantile lies between 0 and 1. */
export function checkQuantile(subject: string, p: number): void {
  if (!(p > 0 && p < 1))
    throw new ContractError(subject, 'p must be above 0 and below 1', String(p), 'Try 0.5, the median.');
}
