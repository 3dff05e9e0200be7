import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** One value, or one for each run by its name. */
export type ByRun<T> = T | Readonly<Record<string, T>>;

/** The name of the run of a value that was given without one. */
export const UNNAMED = '';

/** The kind of a value, for checks and messages. */
export interface Kind {
  readonly what: string;
  /** The kind in words, such as `'a list of records'`. */
  readonly words: string;
  readonly is: (value: unknown) => boolean;
}

/** Returns the values with the names of their runs. Throws `ContractError` for a value of another kind. */
export function byName<T>(given: ByRun<T>, { what, words, is }: Kind): [run: string, value: T][] {
  if (is(given)) return [[UNNAMED, given as T]];
  const values = printed(given) === 'Object' ? Object.entries(given as Readonly<Record<string, T>>) : undefined;
  const wrong = values?.find(([, value]) => !is(value));
  if (values !== undefined && wrong === undefined) return values;
  throw new ContractError(
    what,
    `it must be ${words}, or an object of them by the names of runs`,
    wrong === undefined ? printed(given) : `${printed(wrong[1])} for '${wrong[0]}'`,
    `Try ${what}({ name: … }).`,
  );
}
