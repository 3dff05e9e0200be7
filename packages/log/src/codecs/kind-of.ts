import { DataError } from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { FieldKind } from './field-kind.ts';
import { arrayKind, booleanKind, booleansKind, numberKind, numbersKind, tensorKind } from './number-kinds.ts';
import { text16Kind, textKind, texts16Kind, textsKind } from './text-kinds.ts';

/** The kinds of fields by the names that files have for them. */
export const kinds = {
  array: arrayKind,
  boolean: booleanKind,
  booleans: booleansKind,
  number: numberKind,
  numbers: numbersKind,
  tensor: tensorKind,
  text: textKind,
  texts: textsKind,
  'text utf-16': text16Kind,
  'texts utf-16': texts16Kind,
} as unknown as Readonly<Record<string, FieldKind<unknown>>>;

/** Returns the name of the kind that stores a value. Throws {@link DataError} for a value that none does. */
export function kindOf(field: string, value: unknown): string {
  if (value instanceof Tensor) return 'tensor';
  if (isArray(value)) return 'array';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return isWellFormed(value) ? 'text' : 'text utf-16';
  if (Array.isArray(value)) {
    const all = allOf(value);
    if (all === 'number' || value.length === 0) return 'numbers';
    if (all === 'boolean') return 'booleans';
    // With something in between, so that no two halves make a pair.
    if (all === 'string') return isWellFormed(value.join(' ')) ? 'texts' : 'texts utf-16';
  }
  throw new DataError(
    `columnsCodec: field ${field}`,
    'it must be a tensor, a Float32Array, Float64Array, Int32Array or Uint8Array, a number, boolean or text, or an array of one of these',
    Array.isArray(value) ? 'an array of others' : printed(value),
    'Make a tensor of nested arrays; leave out fields without a value, or fill them in.',
  );
}

function isArray(value: unknown): boolean {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

/** Returns the type that all values have. A hole is one of another type. */
function allOf(values: readonly unknown[]): string | undefined {
  const type = typeof values[0];
  for (let i = 1; i < values.length; i++) if (typeof values[i] !== type) return undefined;
  return type;
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
