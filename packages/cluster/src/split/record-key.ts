import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Half } from './split-edge.ts';

/**
 * Returns what identifies the examples of a record: the elements of one of its fields.
 *
 * - **Throws** `DataError` if the field has no numbers or texts
 */
export function recordKey(operator: string, record: unknown, field: string): readonly (string | number)[] {
  const value = (record as Readonly<Record<string, unknown>>)[field];
  const elements: unknown =
    value instanceof Tensor ? value.data : typeof value === 'string' || typeof value === 'number' ? [value] : value;
  const list = Array.isArray(elements) || ArrayBuffer.isView(elements) ? Array.from(elements as number[]) : [];
  if (list.length === 0 || list.some(one => typeof one !== 'string' && typeof one !== 'number'))
    throw new DataError(
      operator,
      `the field '${field}' must have numbers or texts that identify the examples`,
      printed(value),
      'Name another field as the key, or leave it out.',
    );
  return list;
}

/** The error for a half that has no more records while the other one has some. */
export function unequalRecords(operator: string, ended: Half, done: number): DataError {
  return new DataError(
    operator,
    'both halves must have equally many records',
    `a ${ended} half that ended after ${done} of them`,
    'Read the same records in the same order in both, with equal batches and epochs.',
  );
}
