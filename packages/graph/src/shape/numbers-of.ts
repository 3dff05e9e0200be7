import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Returns the numbers of an option that is one number or several. Throws `ContractError` for anything else. */
export function numbersOf(
  operation: string,
  name: string,
  given: number | readonly number[] | undefined,
): readonly number[] {
  const all = Array.isArray(given) ? (given as readonly number[]) : [given];
  const wrong = all.findIndex(one => typeof one !== 'number');
  if (wrong < 0) return all as readonly number[];
  const requirement = `${name} must be a number, or several in an array`;
  throw new ContractError(operation, requirement, printed(all[wrong]), 'Check the call.');
}
