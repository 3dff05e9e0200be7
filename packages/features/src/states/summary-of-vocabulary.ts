import type { Json } from '@thalweg/train';
import { categoryOf, type Vocabulary } from './vocabulary.ts';

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
