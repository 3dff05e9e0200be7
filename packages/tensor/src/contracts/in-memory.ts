import { ContractError } from './contract-error.ts';

/**
 * Returns the array that a function makes of so many elements.
 *
 * - **Throws** `ContractError` if there is no memory for it, or if no array has such a size
 */
export function inMemory<A>(subject: string, size: number, make: (size: number) => A): A {
  try {
    return make(size);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const advice = 'Check the sizes.';
    throw new ContractError(subject, 'there must be memory for all elements', String(size), advice, { cause });
  }
}
