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

/** Options of {@link ordinal}. */
export interface OrdinalOptions extends ColumnOptions {
  /** The most categories that get their own code, those that came most often; all by default. */
  readonly max?: number;
  /** The rows that such a category must have in the data of the fit; 1 by default. */
  readonly minCount?: number;
  /** The treatment of other categories: `'other'`, the default, gives them one last code; `'error'` refuses them. */
  readonly unknown?: 'other' | 'error';
}

/**
 * The code of a category as a separate int32 column, not among the features: an embedding reads it. Categories are
 * numbered from 0 in their order: numbers, texts, booleans. All others share the last code.
 *
 * - **Codes** those of `transformer.categories(name)`: the categories, and one more for others unless `unknown: 'error'`
 * - **Missing** is a separate category, the last one, if a row of the fit had it
 * - **Throws** `ContractError` for an invalid option
 * - **Stream errors** `DataError` for an unknown category with `unknown: 'error'`
 *
 * @example
 * const features = columnTransformer({ airport: ordinal() });
 * // After a fit:
 * // input('airport', ['batch'], 'int32').pipe(embedding(features.categories('airport').length, 8))
 */
export function ordinal(options?: OrdinalOptions): ColumnTransform<'ordinal'> {
  const { from, max, minCount, unknown } = optionsOf('ordinal', options, {
    from: undefined,
    max: Infinity,
    minCount: 1,
    unknown: 'other',
  });
  oneOf('ordinal: unknown', unknown, ['other', 'error']);
  const limits = checkedLimits('ordinal', { max, minCount });
  return new ColumnTransform('ordinal', from, {
    settings: { max: max === Infinity ? null : max, minCount, unknown },
    ends: partsOf(limits, unknown === 'other'),
  });
}

function partsOf(limits: VocabularyLimits, withOther: boolean): CategoryParts<Vocabulary> {
  const size = (state: Vocabulary): number | undefined => sizeOfVocabulary(state, limits);
  return {
    family: 'category',
    ordinal: true,
    initial: emptyVocabulary,
    add: countCategory,
    finish: state => finishVocabulary(state, limits),
    admit(state, key, column) {
      if (!withOther && !admitsCategory(state, key, limits)) throw unknownCategory(`ordinal of ${column}`, key);
    },
    follow: (state, key) => followVocabulary(state, key, limits),
    width(state) {
      const known = size(state);
      return known === undefined ? undefined : known + (withOther ? 1 : 0);
    },
    suffix: (state, code) => (code < size(state)! ? `=${categoryOf(state, code)}` : ' is other'),
    finder(state, column) {
      const found: Found = { index: 0, value: 1 };
      const other = size(state) ?? 0;
      return key => {
        const code = state.codes.get(key);
        if (code === undefined && !withOther) throw unknownCategory(`ordinal of ${column}`, key);
        found.index = code ?? other;
        return found;
      };
    },
    summary: summaryOfVocabulary,
    check: checkVocabulary,
  };
}
