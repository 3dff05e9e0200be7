import { encodeUtf8, jsonSize, MOST_LEVELS, MOST_MEMORY } from '@thalweg/tensor/engine';

/** Returns what the JSON of values must not exceed, and does; `undefined` if it may be parsed. */
export function excessOf(text: string): string | undefined {
  const { levels, memory } = jsonSize(encodeUtf8(text));
  // A number that JSON lacks is an object in the last level.
  if (levels > MOST_LEVELS + 2) return `have at most ${MOST_LEVELS} levels`;
  return memory > MOST_MEMORY ? 'take at most a gibibyte in memory' : undefined;
}

/** The key of an object that encodes a number which JSON lacks. */
export const NUMBER = '$number';

/** The key of an object that stands for a typed array, by its number. */
export const ARRAY = '$array';
