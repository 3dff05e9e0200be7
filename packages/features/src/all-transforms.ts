import type { TransformTable } from './column-transformer-of.ts';
import { bucketize } from './transforms/bucketize.ts';
import { dateParts } from './transforms/date-parts.ts';
import { hash } from './transforms/hash.ts';
import { impute } from './transforms/impute.ts';
import { minMax } from './transforms/min-max.ts';
import { missingIndicator } from './transforms/missing-indicator.ts';
import { oneHot } from './transforms/one-hot.ts';
import { ordinal } from './transforms/ordinal.ts';
import { passThrough } from './transforms/pass-through.ts';
import { quantileTransform } from './transforms/quantile-transform.ts';
import { standardize } from './transforms/standardize.ts';
import { targetEncode } from './transforms/target-encode.ts';

/**
 * All transforms of columns by their names, for {@link columnTransformerOf}. A table of the few that a model has makes a smaller
 * bundle.
 *
 * @example
 * Object.keys(allTransforms).includes('oneHot') // => true
 */
export const allTransforms: TransformTable = {
  bucketize,
  dateParts,
  hash,
  impute,
  minMax,
  missingIndicator,
  oneHot,
  ordinal,
  passThrough,
  quantileTransform,
  standardize,
  targetEncode,
};
