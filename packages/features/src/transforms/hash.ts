import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { ColumnTransform } from '../columns/column-transform.ts';

/** Options of {@link hash}. */
export interface HashOptions {
  /** There are 2^bits features, from 1 to 30. */
  readonly bits: number;
  /** Takes the sign of a feature from its hash, so that collisions cancel on average; false by default. */
  readonly sign?: boolean;
  /** The seed of the hashes; 0 by default. */
  readonly seed?: number;
  /** The field that is read, or several whose combination is hashed: `['origin', 'hour']`. */
  readonly from?: string | readonly string[];
}

/**
 * One feature out of 2^bits by the hash of a category, or of a combination of several columns: nothing is learned, and any
 * number of categories fits. A number is hashed as its digits.
 *
 * - **Width** 2^bits, so the features are sparse
 * - **Missing** gives no feature, also where one of several is missing
 * - **Hash** that of `hashFeatures` in `@thalweg/online`, with the name of the field read as the seed
 * - **Throws** `ContractError` for an invalid option
 * - **Source** Weinberger, Dasgupta, Langford, Smola and Attenberg, "Feature Hashing for Large Scale Multitask Learning", 2009
 *
 * @example
 * columnTransformer({ route: hash({ bits: 18, from: ['origin', 'destination'] }) })
 */
export function hash(options: HashOptions): ColumnTransform<'hash'> {
  const { bits, sign, seed, from } = optionsOf('hash', options, {
    bits: undefined,
    sign: false,
    seed: 0,
    from: undefined,
  });
  const refuse = (requirement: string, given: unknown, advice: string): never => {
    throw new ContractError('hash', requirement, String(given), advice);
  };
  if (!Number.isInteger(bits) || bits < 1 || bits > 30)
    refuse('bits must be a whole number from 1 to 30', bits, 'Try 18.');
  if (!Number.isInteger(seed)) refuse('seed must be a whole number', seed, 'Try 0.');
  return new ColumnTransform('hash', from, {
    settings: { bits, sign, seed },
    ends: { family: 'hash', bits, sign, seed },
  });
}
