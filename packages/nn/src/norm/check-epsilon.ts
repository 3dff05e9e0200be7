import { ContractError } from '@thalweg/tensor';

/** Throws unless what is added to a variance is a finite number of at least 0. */
export function checkEpsilon(kind: string, epsilon: number): void {
  if (!(epsilon >= 0 && epsilon < Infinity))
    throw new ContractError(kind, 'epsilon must be a finite number of at least 0', String(epsilon), 'Try 1e-5.');
}
