import { DataError } from '@thalweg/data';
import type { StateCheck } from '@thalweg/online';
import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import { type CategoryKey, compareKeys } from '../columns/cells.ts';

/** More distinct categories than this are an error while they are counted. */
const MOST_COUNTED = 1_000_000;

/** The categories of a column that have codes, and how often others came. */
export interface Vocabulary {
  /** The code of each known category, from 0 on. */
  codes: Map<CategoryKey, number>;
  /** The rows of categories without a code, until the end of a fit. */
  counts: Map<CategoryKey, number>;
  /** The number of codes since the last fit; −1 if there was none. */
  fitted: number;
}

/** The categories that get codes. */
export interface VocabularyLimits {
  /** The most categories; those that came most often, and of equally frequent ones the first in their order. */
  readonly max: number;
  /** Categories that came less often get no code. */
  readonly minCount: number;
}

/** Returns the vocabulary before any row. */
export function emptyVocabulary(): Vocabulary {
  return { codes: new Map(), counts: new Map(), fitted: -1 };
}

/** Counts a category. */
export function countCategory({ codes, counts }: Vocabulary, key: CategoryKey, count: number): void {
  if (codes.has(key)) return;
  counts.set(key, (counts.get(key) ?? 0) + count);
  if (counts.size > MOST_COUNTED)
    throw new DataError(
      'columnTransformer',
      `a column of categories must have at most ${MOST_COUNTED} of them`,
      `more, such as ${String(key)}`,
      'Use hash({ bits: 20 }), which remembers none.',
    );
}

/** Gives codes to the categories of a fit, in their order. */
export function finishVocabulary(vocabulary: Vocabulary, { max, minCount }: VocabularyLimits): void {
  const { counts } = vocabulary;
  const frequent = [...counts].filter(([, count]) => count >= minCount).sort(([a], [b]) => compareKeys(a, b));
  const kept = frequent.length <= max ? frequent : frequent.sort((a, b) => b[1] - a[1]).slice(0, max);
  const keys = kept.map(([key]) => key).sort(compareKeys);
  vocabulary.codes = new Map(keys.map((key, code) => [key, code]));
  vocabulary.counts = new Map();
  vocabulary.fitted = keys.length;
}

/** Gives the next code to a category of a stream, if there is room for it. */
export function followVocabulary(vocabulary: Vocabulary, key: CategoryKey, limits: VocabularyLimits): void {
  const { codes, counts, fitted } = vocabulary;
  const count = counts.get(key);
  if (count === undefined) return;
  const room = codes.size < (fitted < 0 ? limits.max : fitted);
  if (room && count >= limits.minCount) codes.set(key, codes.size);
  if (!room || codes.has(key)) counts.delete(key);
  // Rare categories may come for ever: the oldest is forgotten.
  else if (counts.size > MOST_WAITING) counts.delete(counts.keys().next().value!);
}

/** True if a category of a stream has a code, or gets it when it is added. */
export function admitsCategory(vocabulary: Vocabulary, key: CategoryKey, limits: VocabularyLimits): boolean {
  const { codes, counts, fitted } = vocabulary;
  if (codes.has(key)) return true;
  return codes.size < (fitted < 0 ? limits.max : fitted) && (counts.get(key) ?? 0) + 1 >= limits.minCount;
}

/** The most categories of a stream that wait until they came often enough. */
const MOST_WAITING = 100_000;

/** The number of codes; `undefined` if it depends on rows that have not come. */
export function sizeOfVocabulary({ fitted }: Vocabulary, { max }: VocabularyLimits): number | undefined {
  if (fitted >= 0) return fitted;
  return max === Infinity ? undefined : max;
}

/** The category that has a code, in words. */
export function categoryOf({ codes }: Vocabulary, code: number): string {
  for (const [key, known] of codes) if (known === code) return key === null ? 'missing' : String(key);
  return `category ${code}`;
}

/** Throws for a restored vocabulary that no rows lead to. */
export function checkVocabulary({ codes, counts, fitted }: Vocabulary, is: StateCheck): void {
  is.must(Number.isSafeInteger(fitted) && fitted >= -1, 'fitted must be a whole number of at least −1', fitted);
  const known = [...codes.values()];
  is.must(
    known.every((code, i) => code === i),
    'codes must be 0, 1, 2, …',
    known,
  );
  is.must(fitted < 0 || codes.size === fitted, 'there must be as many codes as at the last fit', codes.size);
  for (const key of [...codes.keys(), ...counts.keys()])
    is.must(key === null || typeof key !== 'object', 'a category must be a text, a number, a boolean or null', key);
  for (const [, count] of counts) is.counts({ count });
}

/** Returns limits of categories. Throws `ContractError` unless they are whole numbers of at least 1; max may be infinite. */
export function checkedLimits(name: string, limits: VocabularyLimits): VocabularyLimits {
  const { max, minCount } = limits;
  const refuse = (what: string, given: number): never => {
    throw new ContractError(name, `${what} must be a whole number of at least 1`, String(given), 'Try 100.');
  };
  if (max !== Infinity && !(Number.isSafeInteger(max) && max >= 1)) refuse('max', max);
  if (!(Number.isSafeInteger(minCount) && minCount >= 1)) refuse('minCount', minCount);
  return limits;
}

/** The most categories of a summary. */
const MOST_NAMED = 100;

/** Returns the number of known categories, and the names of the first hundred, by their codes. */
export function summaryOfVocabulary(vocabulary: Vocabulary): Readonly<Record<string, Json>> {
  const count = vocabulary.codes.size;
  return {
    count,
    categories: Array.from({ length: Math.min(count, MOST_NAMED) }, (_, code) => categoryOf(vocabulary, code)),
  };
}

/** Returns the error for a category that no row of the fit had. */
export function unknownCategory(name: string, key: CategoryKey): DataError {
  return new DataError(
    name,
    'a category must be one of those that were fitted',
    printed(key),
    "Fit it on more data, or give { unknown: 'other' }.",
  );
}
