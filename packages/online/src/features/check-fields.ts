import { checkField } from '../records/check-field.ts';
import { ContractError } from '@thalweg/tensor';

/** Throws a `ContractError` unless there are fields, each named once. */
export function checkFields(operator: string, names: readonly string[]): void {
  for (const name of names) checkField(operator, name);
  if (names.length === 0 || new Set(names).size < names.length)
    throw new ContractError(
      operator,
      'there must be fields, each named once',
      `[${names.join(', ')}]`,
      'Name the fields with numbers.',
    );
}
