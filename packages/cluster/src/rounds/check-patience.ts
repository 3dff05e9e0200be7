import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Throws `ContractError` unless a time is one that a timer can wait, or `Infinity` for never. */
export function checkPatience(subject: string, patience: number): void {
  if (patience === Infinity || (patience >= 0 && patience < 2 ** 31)) return;
  throw new ContractError(subject, 'patience must be milliseconds from 0, or Infinity', printed(patience), 'Try 5000.');
}
