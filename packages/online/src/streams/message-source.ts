import { DataError } from '@thalweg/data';
import { functionOf, parseJson, printed } from '@thalweg/tensor/engine';

/** Returns a function that parses the messages of a source one after another, and says which one cannot be parsed. */
export function messageParser<M, T>(
  name: string,
  source: string,
  parse: ((message: M) => T) | undefined,
): (message: M) => T {
  let row = 0;
  return message => {
    try {
      const item = parse === undefined ? jsonOf<T>(message) : parse(message);
      row++;
      return item;
    } catch (error) {
      const requirement = parse === undefined ? 'each message must be JSON' : 'each message must be what parse expects';
      throw new DataError(name, requirement, `${shown(message)} in message ${row} of ${source}`, adviceOn(parse), {
        source,
        row,
        cause: error,
      });
    }
  };
}

function jsonOf<T>(message: unknown): T {
  if (typeof message !== 'string') throw new TypeError('no text');
  return parseJson(message) as T;
}

function adviceOn(parse: unknown): string {
  return parse === undefined ? 'Read other messages with { parse: message => … }.' : 'See the cause of this error.';
}

function shown(message: unknown): string {
  return typeof message === 'string' && message.length > 40 ? printed(`${message.slice(0, 40)}…`) : printed(message);
}

/**
 * Returns the class that was given, or else the host's class of this name.
 *
 * - **Throws** {@link DataError} if there is neither
 */
export function hostClass<C>(subject: string, name: string, option: string, given: C | undefined): C {
  if (given !== undefined) return functionOf(subject, option, given);
  const own = (globalThis as Readonly<Record<string, unknown>>)[name];
  if (typeof own === 'function') return own as C;
  throw new DataError(
    subject,
    `there must be the class ${name}`,
    'a host without it',
    `Give one of a package: { ${option}: ${name} }.`,
  );
}
