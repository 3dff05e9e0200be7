import { ContractError } from '../contract-error.ts';
import { printed } from './printed.ts';
import { suggestion } from './suggestion.ts';

/** A default for each option; `undefined` for one that has none. */
export type Defaults<O> = { readonly [K in keyof Required<O>]: O[K] | undefined };

/** Options in which those with a default are present. */
export type Completed<O, D> = {
  readonly [K in keyof O & keyof D]-?: undefined extends D[K] ? O[K] : Exclude<O[K], undefined>;
};

/**
 * Returns the options that were given, completed by defaults. The names of the defaults are those of all options: an option
 * that is not among them is an error instead of being ignored, and so is a bare value, as in `sgd(0.1)`.
 *
 * - **Throws** `ContractError` for an unknown name, with the one that was meant, and for what is no plain object
 */
export function optionsOf<O extends object, const D extends Defaults<O>>(
  subject: string,
  given: O | undefined,
  defaults: D,
): Completed<O, D> {
  const options: Record<string, unknown> = { ...defaults };
  if (given === undefined) return options as Completed<O, D>;
  const names = Object.keys(defaults);
  if (!isPlain(given))
    throw new ContractError(
      subject,
      'options must be an object',
      printed(given),
      `Try { ${names[0]}: ${isValue(given) ? printed(given) : '…'} }.`,
    );
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name))
      throw new ContractError(subject, 'an option must be one that it has', `'${name}'`, suggestion(name, names));
    if (value !== undefined) options[name] = value;
  }
  return options as Completed<O, D>;
}

/** True for an object that was written as `{ … }`, of this realm or another one. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** True for what may have been meant as the value of an option. */
function isValue(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function';
}
