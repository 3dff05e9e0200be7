import { ContractError } from './contract-error.ts';
import { printed } from './printed.ts';
import { suggestion } from './suggestion.ts';

/**
 * Returns a value that is one of a few names.
 *
 * - **Throws** `ContractError` for any other value, with the name that was meant, or else with all names
 */
export function oneOf<T extends string>(subject: string, value: T, names: readonly T[], what = 'it'): T {
  if (names.includes(value)) return value;
  throw new ContractError(subject, `${what} must be a known name`, printed(value), suggestion(String(value), names));
}
