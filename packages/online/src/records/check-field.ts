import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Throws a `ContractError` unless a field is named by a text. */
export function checkField(operator: string, name: unknown): void {
  if (typeof name === 'string') return;
  throw new ContractError(operator, 'a field must be named by a text', printed(name), "Try 'amount'.");
}
