import { ContractError } from '../contract-error.ts';
import { nearestName } from './nearest-name.ts';
import { printed } from './printed.ts';

/**
 * Returns a value that is one of a few names.
 *
 * - **Throws** `ContractError` for any other value, with the name that was meant, or else with all names
 */
export function oneOf<T extends string>(subject: string, value: T, names: readonly T[], what = 'it'): T {
  if (names.includes(value)) return value;
  const nearest = nearestName(String(value), names);
  throw new ContractError(
    subject,
    `${what} must be a known name`,
    printed(value),
    nearest === undefined ? `Choose from '${names.join("', '")}'.` : `Did you mean '${nearest}'?`,
  );
}
