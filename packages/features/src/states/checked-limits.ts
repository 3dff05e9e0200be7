import { ContractError } from '@thalweg/tensor';
import type { VocabularyLimits } from './vocabulary.ts';

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
