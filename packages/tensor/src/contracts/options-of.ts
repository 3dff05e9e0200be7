import { ContractError } from './contract-error.ts';
import { oneOf } from './one-of.ts';
import { printed } from './printed.ts';

/** A default for each option; `undefined` for one that has none. */
export type Defaults<O> = { readonly [K in keyof Required<O>]: O[K] | undefined };

/** Options in which those with a default are present. */
export type Completed<O, D> = {
  readonly [K in keyof O & keyof D]-?: undefined extends D[K] ? O[K] : Exclude<O[K], undefined>;
};

/**
 * Returns the options that were given, completed by defaults. The names of the defaults are those of all options: an option
 * that is not among them is an error instead of being ignored, and so is a bare value, as in `sgd(0.1)`. Where the default
 * is a number, a value is a number, an object or a function; where it is a boolean, a boolean. Ranges are not checked.
 *
 * - **Throws** `ContractError` for an unknown name, with the one that was meant, for a value of another kind, and for what
 *   is no plain object
 */
export function optionsOf<O extends object, const D extends Defaults<O>>(
  subject: string,
  given: O | undefined,
  defaults: D,
): Completed<O, D> {
  const options: Record<string, unknown> = { ...defaults };
  const names = Object.keys(defaults);
  const kind = printed(given ?? {});
  if (given === null || kind !== 'Object')
    throw new ContractError(
      subject,
      'options must be an object',
      printed(given),
      `Try { ${names[0]}: ${exampleOf(given)} }.`,
    );
  for (const [name, value] of Object.entries(given ?? {})) {
    oneOf(subject, name, names, 'an option');
    if (value === undefined) continue;
    const byDefault = options[name];
    if (!isLike(value, byDefault))
      throw new ContractError(
        subject,
        `${name} must be a ${typeof byDefault}`,
        printed(value),
        `It is ${String(byDefault)} by default.`,
      );
    options[name] = value;
  }
  return options as Completed<O, D>;
}

/** True unless a default shows that a value is of the wrong kind. What gives numbers is like a number: a schedule, a node. */
function isLike(value: unknown, byDefault: unknown): boolean {
  if (typeof byDefault === 'boolean') return typeof value === 'boolean';
  if (typeof byDefault !== 'number' || typeof value === 'number' || typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number or a text may have been meant as the value of an option. */
function exampleOf(given: unknown): string {
  return /^(number|string|boolean)$/.test(typeof given) ? printed(given) : '…';
}
