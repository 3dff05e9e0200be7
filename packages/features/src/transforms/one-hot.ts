import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { ColumnTransform, type CategoryParts, type ColumnOptions, type Found } from '../columns/column-transform.ts';
import {
  admitsCategory,
  categoryOf,
  checkedLimits,
  checkVocabulary,
  countCategory,
  emptyVocabulary,
  finishVocabulary,
  followVocabulary,
  sizeOfVocabulary,
  summaryOfVocabulary,
  unknownCategory,
  type Vocabulary,
  type VocabularyLimits,
} from '../states/vocabulary.ts';

/** Options of {@link oneHot}. */
export interface OneHotOptions extends ColumnOptions {
  /** The most categories, those that came most often; all by default. */
  readonly max?: number;
  /** The rows that a category must have in the data of the fit; 1 by default. */
  readonly minCount?: number;
  /**
   * The treatment of other categories. `'zeros'`, the default, gives no feature; `'other'` gives a last feature that they
   * share; `'error'` refuses them.
   */
  readonly unknown?: 'zeros' | 'other' | 'error';
}

/**
 * One feature for each category, which is 1 in its rows and 0 in others. Categories are numbered in their order: numbers, texts,
 * booleans. Along a stream without a fit, they are numbered as they come, and `max` must say how many there may be.
 *
 * - **Width** the number of categories, and one more with `unknown: 'other'`
 * - **Missing** is a separate category, the last one, if a row of the fit had it
 * - **Throws** `ContractError` for an invalid option
 * - **Stream errors** `DataError` for an unknown category with `unknown: 'error'`
 *
 * @example
 * columnTransformer({ city: oneHot({ minCount: 10, unknown: 'other' }) })
 */
export function oneHot(options?: OneHotOptions): ColumnTransform {
  const { from, max, minCount, unknown } = optionsOf('oneHot', options, {
    from: undefined,
    max: Infinity,
    minCount: 1,
    unknown: 'zeros',
  });
  oneOf('oneHot: unknown', unknown, ['zeros', 'other', 'error']);
  const limits = checkedLimits('oneHot', { max, minCount });
  return new ColumnTransform('oneHot', from, {
    settings: { max: max === Infinity ? null : max, minCount, unknown },
    ends: partsOf(limits, unknown),
  });
}

function partsOf(limits: VocabularyLimits, unknown: OneHotOptions['unknown']): CategoryParts<Vocabulary> {
  const more = unknown === 'other' ? 1 : 0;
  return {
    family: 'category',
    initial: emptyVocabulary,
    add: countCategory,
    finish: state => finishVocabulary(state, limits),
    admit(state, key, column) {
      if (unknown === 'error' && !admitsCategory(state, key, limits)) throw unknownCategory(`oneHot of ${column}`, key);
    },
    follow: (state, key) => followVocabulary(state, key, limits),
    width(state) {
      const size = sizeOfVocabulary(state, limits);
      return size === undefined ? undefined : size + more;
    },
    suffix: (state, index) => (index < sizeOfVocabulary(state, limits)! ? `=${categoryOf(state, index)}` : ' is other'),
    finder(state, column) {
      const found: Found = { index: 0, value: 0 };
      const other = sizeOfVocabulary(state, limits) ?? 0;
      return key => {
        const code = state.codes.get(key);
        if (code === undefined && unknown === 'error') throw unknownCategory(`oneHot of ${column}`, key);
        found.index = code ?? (unknown === 'other' ? other : 0);
        found.value = code !== undefined || unknown === 'other' ? 1 : 0;
        return found;
      };
    },
    summary: summaryOfVocabulary,
    check: checkVocabulary,
  };
}
