import type { TypedArray } from '@thalweg/tensor';
import type { Json, Plain } from './savable.ts';
import { StateError } from './state-error.ts';
import { ARRAY, excessOf, NUMBER } from './values-format.ts';

/** The numbers that JSON lacks, as a file has them. */
const numbers: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/** Returns the values whose JSON `printValues` yielded, with these arrays. Throws {@link StateError} for any other text. */
export function parseValues(text: string, arrays: readonly (TypedArray | undefined)[]): Plain {
  const excess = excessOf(text);
  if (excess !== undefined) throw damaged(`the values must ${excess}`, 'more');
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    throw damaged('the values must be JSON', JSON.stringify(text.slice(0, 40)), error);
  }
  return meant(json, arrays);
}

function meant(value: Json, arrays: readonly (TypedArray | undefined)[]): Plain {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(item => meant(item as Json, arrays));
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  const special = fields.find(([key]) => key === NUMBER || key === ARRAY);
  if (special !== undefined) return fields.length === 1 ? specialOf(special, arrays) : unknownKey(special[0]);
  return Object.fromEntries(fields.map(([key, field]) => [unescaped(key), meant(field, arrays)]));
}

function specialOf([key, of]: [string, Json], arrays: readonly (TypedArray | undefined)[]): Plain {
  if (key === NUMBER && typeof of === 'string' && Object.hasOwn(numbers, of)) return numbers[of]!;
  const array = key === ARRAY && typeof of === 'number' ? arrays[of] : undefined;
  return array ?? unknownKey(`${key} with ${typeof of === 'object' ? 'something else' : String(of).slice(0, 40)}`);
}

function unescaped(key: string): string {
  if (!key.startsWith('$')) return key;
  return key.startsWith('$$') ? key.slice(1) : unknownKey(key);
}

function unknownKey(given: string): never {
  throw damaged('a key of the values that begins with $ must be known', given);
}

function damaged(requirement: string, given: string, cause?: unknown): StateError {
  const advice = 'It was written by another program: use another copy.';
  return new StateError('snapshot', requirement, given, advice, { cause });
}
