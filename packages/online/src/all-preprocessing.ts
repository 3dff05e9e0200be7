import type { PreprocessingTable } from '@thalweg/model';
import { adaptiveStandardize } from './features/adaptive-standardize.ts';
import { encode } from './features/encode.ts';
import { encodeOneHot } from './features/encode-one-hot.ts';
import { hashFeatures } from './features/hash-features.ts';
import { impute } from './features/impute.ts';
import { minMax } from './features/min-max.ts';
import { standardize } from './features/standardize.ts';
import { tfidf } from './features/tfidf.ts';
import { tokens } from './features/tokens.ts';
import { perKey } from './keys/per-key.ts';
import { allExtremes } from './statistics/all-extremes.ts';
import { allMoments } from './statistics/all-moments.ts';
import { exponentialMoments } from './statistics/exponential-moments.ts';
import { quantileSketch } from './statistics/quantile-sketch.ts';
import { runningCount } from './statistics/running-count.ts';
import { runningMaximum } from './statistics/running-maximum.ts';
import { runningMean } from './statistics/running-mean.ts';
import { runningMinimum } from './statistics/running-minimum.ts';
import { runningQuantile } from './statistics/running-quantile.ts';
import { runningSum } from './statistics/running-sum.ts';
import { runningVariance } from './statistics/running-variance.ts';
import { windowedExtremes } from './statistics/windowed-extremes.ts';
import { windowedMoments } from './statistics/windowed-moments.ts';
import { windowedQuantile } from './statistics/windowed-quantile.ts';

/**
 * All operators of features that the file of a model may hold, by their names, and the statistics that they are made with. A table
 * of the few that a model has makes a smaller bundle.
 *
 * @example
 * Object.keys(allPreprocessing).includes('hashFeatures') // => true
 */
export const allPreprocessing: PreprocessingTable = {
  adaptiveStandardize,
  encode,
  encodeOneHot,
  hashFeatures,
  impute,
  minMax,
  perKey,
  standardize,
  tfidf,
  tokens,
  allExtremes,
  allMoments,
  exponentialMoments,
  quantileSketch,
  runningCount,
  runningMaximum,
  runningMean,
  runningMinimum,
  runningQuantile,
  runningSum,
  runningVariance,
  windowedExtremes,
  windowedMoments,
  windowedQuantile,
};
