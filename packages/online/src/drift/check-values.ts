import { ContractError } from '@thalweg/tensor';

/** Throws `ContractError` unless a value is 0 or 1: an error or none. */
export function checkBit(detector: string, value: number): void {
  if (value !== 0 && value !== 1)
    throw new ContractError(
      detector,
      'each value must be 0 or 1',
      String(value),
      'Give 1 for an error and 0 for none.',
    );
}

/** Throws `ContractError` unless a value is from 0 to 1. NaN is not. */
export function checkFraction(detector: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new ContractError(
      detector,
      'each value must be from 0 to 1',
      String(value),
      'Scale the values, or clip them.',
    );
}

/** Throws `ContractError` unless a value is a finite number. */
export function checkFinite(detector: string, value: number): void {
  if (!Number.isFinite(value))
    throw new ContractError(detector, 'each value must be finite', String(value), 'Filter such values out.');
}
