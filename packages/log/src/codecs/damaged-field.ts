import { DataError } from '@thalweg/data';

/** Returns the error for a stored field that is not as its kind writes it. */
export function damagedField(name: string, requirement: string, given: string, cause?: unknown): DataError {
  return new DataError(
    `codec: field ${name}`,
    requirement,
    given,
    'The payload is damaged, or of another program: look at what wrote it.',
    { cause },
  );
}
