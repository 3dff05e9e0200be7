import { DataError } from '@thalweg/data';
import { functionOf } from '@thalweg/tensor/engine';

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
