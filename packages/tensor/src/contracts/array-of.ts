import { ContractError } from './contract-error.ts';
import { printed } from './printed.ts';

/**
 * Returns what must be an array.
 *
 * - **Throws** `ContractError` for anything else
 */
export function arrayOf<A extends readonly unknown[]>(subject: string, what: string, value: A): A {
  if (Array.isArray(value)) return value;
  throw new ContractError(subject, `${what} must be an array`, printed(value), 'Write it in brackets.');
}
