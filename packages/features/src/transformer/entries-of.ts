import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { ColumnTransforms } from '../with-features.ts';
import type { Entry } from './entry.ts';
import { entryOf } from './entry-of.ts';

/** Returns the entries of columns by their names. Throws `ContractError` for what are no transforms, and for none. */
export function entriesOf(columns: ColumnTransforms): Entry[] {
  const refuse = (requirement: string, given: string): never => {
    throw new ContractError('columnTransformer', requirement, given, 'Try { age: standardize() }.');
  };
  if (!isPlain(columns)) refuse('transforms must be an object by the names of columns', printed(columns));
  const entries = Object.entries(columns).map(([name, chain]) => entryOf(name, chain));
  if (entries.length === 0) refuse('there must be transforms', 'none');
  return entries;
}

/** True for an object without a class, also if it has a field of the name `constructor`. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
