import { cut, setHidden } from './error-parts.ts';
import { visible } from './outside-text.ts';
import { suggestion } from './suggestion.ts';

/** The characters of a requirement, of what was given, and of an advice: names and texts of a file may be of any length. */
const LONGEST = 4000;

type Parts = [string, string, string, string];

/**
 * An error that says which requirement failed, with which values, and what to try:
 * `matmul: inner sizes must agree, got [2, 3] and [4, 5]. Transpose b, or check the layer’s size.`
 */
export class ContractError extends Error {
  /** The operation, operator or option that throws. */
  declare readonly subject: string;
  /** The requirement that does not hold. */
  declare readonly requirement: string;
  /** The actual values, in words. */
  declare readonly given: string;
  /** The fix to try. */
  declare readonly advice: string;

  constructor(subject: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    [subject, requirement, given, advice] = [subject, requirement, given, advice].map(shown) as Parts;
    super(`${subject}: ${requirement}, got ${given}. ${advice}`, options);
    this.name = new.target.name;
    setHidden(this, { subject, requirement, given, advice });
  }
}

/** A part of a message, cut and without characters that move a cursor. Those who write JavaScript may give other values than texts. */
function shown(part: unknown): string {
  const text = cut(typeof part === 'string' ? part : printed(part), LONGEST);
  return cut(visible(text), LONGEST);
}

/** Returns a value in a word, for an error: a text in quotes, a class by its name. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' && value !== null ? classOf(value) : String(value);
}

/** Returns the name of a class; data from outside may have a field of that name. */
function classOf({ constructor }: { readonly constructor?: unknown }): string {
  const { name } = Object(constructor) as { readonly name?: unknown };
  return typeof name === 'string' ? name : 'Object';
}

/**
 * Returns a value that is one of a few names.
 *
 * - **Throws** `ContractError` for any other value, with the name that was meant, or else with all names
 */
export function oneOf<T extends string>(subject: string, value: T, names: readonly T[], what = 'it'): T {
  if (names.includes(value)) return value;
  throw new ContractError(subject, `${what} must be a known name`, printed(value), suggestion(String(value), names));
}

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

/**
 * Returns a value that must be an array.
 *
 * - **Throws** `ContractError` for anything else
 */
export function arrayOf<A extends readonly unknown[]>(subject: string, what: string, value: A): A {
  if (Array.isArray(value)) return value;
  throw new ContractError(subject, `${what} must be an array`, printed(value), 'Write it in brackets.');
}

/**
 * Returns a value that must be a function.
 *
 * - **Throws** `ContractError` for anything else
 */
export function functionOf<F>(subject: string, what: string, value: F): F {
  if (typeof value === 'function') return value;
  throw new ContractError(subject, `${what} must be a function`, printed(value), 'Check the call.');
}

/**
 * Returns the array of `size` elements that a function makes.
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
