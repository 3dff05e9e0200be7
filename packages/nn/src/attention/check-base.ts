import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Throws `ContractError` unless the base of wavelengths is a positive number. */
export function checkBase(kind: string, base: number): void {
  if (Number.isFinite(base) && base > 0) return;
  throw new ContractError(kind, 'the base must be a positive number', printed(base), 'Leave it out for 10,000.');
}
