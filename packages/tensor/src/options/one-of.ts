import { ContractError } from '../contract-error.ts';
import { nearestName } from './nearest-name.ts';
import { printed } from './printed.ts';

/**
 * Returns a value that is one of a few.
 *
 * - **Throws** `ContractError` for any other value, with the one that was meant
 */
export function oneOf<T extends string>(subject: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const names = allowed.map(name => `'${name}'`).join(', ');
  const nearest = typeof value === 'string' ? nearestName(value, allowed) : undefined;
  throw new ContractError(
    subject,
    `it must be one of ${names}`,
    printed(value),
    nearest === undefined ? 'Choose one of them.' : `Did you mean '${nearest}'?`,
  );
}
