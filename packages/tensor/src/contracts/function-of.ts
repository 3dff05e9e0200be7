import { ContractError } from './contract-error.ts';
import { printed } from './printed.ts';

/**
 * Returns what must be a function.
 *
 * - **Throws** `ContractError` for anything else
 */
export function functionOf<F>(subject: string, what: string, value: F): F {
  if (typeof value === 'function') return value;
  throw new ContractError(subject, `${what} must be a function`, printed(value), 'Check the call.');
}
