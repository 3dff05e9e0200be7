import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/**
 * Returns a number that must be positive and whole.
 *
 * - **Throws** `ContractError` for any other
 */
export function positiveWhole(kind: string, what: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ContractError(kind, `${what} must be a positive whole number`, printed(value), 'Check the layer’s sizes.');
}
