import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brier,
  calibrationCurve,
  calibrationError,
  classificationReport,
  confusionMatrix,
  explainedVariance,
  f1,
  fBeta,
  gammaDeviance,
  hinge,
  jaccard,
  kappa,
  logLoss,
  mae,
  mape,
  maxError,
  kappaM,
  kappaT,
  mcc,
  medianAbsoluteError,
  mse,
  pinball,
  poissonDeviance,
  precision,
  precisionRecallCurve,
  r2,
  recall,
  regressionReport,
  rmse,
  rocAuc,
  rocCurve,
  topKAccuracy,
  tweedieDeviance,
  type Metric,
} from '@thalweg/metrics';
import {
  type Baseline,
  decaying,
  mergeMetrics,
  noChange,
  priorClass,
  progressive,
  rolling,
  seasonalNaive,
  type Measuring,
  type Outcome,
} from '@thalweg/online';
import { tensor } from '@thalweg/tensor';
import { from, map } from 'rxjs';
import type { OnlineRow } from '../laws/online-row.ts';
import { scatter } from './example.ts';

type Metrics = Readonly<Record<string, Metric<unknown>>>;

const ofClasses = (classes: number) => ({
  accuracy: accuracy(),
  balancedAccuracy: balancedAccuracy({ classes }),
  confusionMatrix: confusionMatrix({ classes }),
  f1: f1({ classes, ...(classes > 2 ? { average: 'macro' as const } : {}) }),
  kappa: kappa({ classes }),
  logLoss: logLoss(),
  mcc: mcc({ classes }),
  kappaM: kappaM({ classes }),
  kappaT: kappaT(),
  calibrationError: calibrationError(),
  brier: brier(),
  calibrationCurve: calibrationCurve(),
  classificationReport: classificationReport({ classes }),
  fBeta: fBeta({ classes, beta: 2 }),
  hinge: hinge(),
  jaccard: jaccard({ classes }),
  precision: precision({ classes }),
  recall: recall({ classes }),
});

const ofThree = () => ({
  ...ofClasses(3),
  topKAccuracy: topKAccuracy({ k: 2 }),
  rocAuc: rocAuc({ classes: 3, bins: 32 }),
  rocAucOfPairs: rocAuc({ classes: 3, multiClass: 'oneVsOne', bins: 32 }),
});

const ofNumbers = () => ({
  explainedVariance: explainedVariance(),
  gammaDeviance: gammaDeviance(),
  mape: mape(),
  maxError: maxError(),
  medianAbsoluteError: medianAbsoluteError(),
  mse: mse(),
  pinball: pinball(),
  poissonDeviance: poissonDeviance(),
  regressionReport: regressionReport(),
  tweedieDeviance: tweedieDeviance({ power: 1.5 }),
});

const all = (): Metrics => ({
  ...ofClasses(2),
  mae: mae(),
  r2: r2(),
  rmse: rmse(),
  rocAuc: rocAuc({ bins: 32 }),
  averagePrecision: averagePrecision({ bins: 32 }),
  precisionRecallCurve: precisionRecallCurve({ bins: 32 }),
  rocCurve: rocCurve({ bins: 32 }),
});

const TIES = 20;

/** A probability and a label that goes with it, of different weights; every tenth counts nothing. */
const outcome = (number: number): Outcome => {
  const prediction = Math.round(TIES * scatter(number)) / TIES;
  return {
    step: number + 1,
    prediction,
    target: scatter(number, 2) < prediction ? 1 : 0,
    loss: scatter(number, 3),
    ...(number % 2 === 0 ? {} : { weight: number % 10 === 1 ? 0 : 1 + (number % 3) }),
  };
};

/** Three classes, in batches of two. */
const batchOutcome = (number: number): Outcome => {
  const row = (at: number): number[] => {
    const [a, b] = [scatter(at, 4) / 2, scatter(at, 5) / 2];
    return [a, b, 1 - a - b];
  };
  return {
    step: number + 1,
    prediction: tensor([row(2 * number), row(2 * number + 1)], { dtype: 'float64' }),
    target: tensor([number % 3, (number * 5) % 3], { dtype: 'int32' }),
    loss: scatter(number),
  };
};

const bad = {
  'a prediction of NaN': { ...outcome(0), prediction: NaN },
  'a probability above 1': { ...outcome(0), prediction: 1.5 },
  'a class that there is not': { ...outcome(0), target: 2 },
  'a negative weight': { ...outcome(0), weight: -1 },
  'an infinite weight': { ...outcome(0), weight: Infinity },
};
const badBatch = {
  'a class that there is not, behind a good one': { ...batchOutcome(0), target: tensor([1, 3], { dtype: 'int32' }) },
  'more rows than targets': { ...batchOutcome(0), target: tensor([1], { dtype: 'int32' }) },
};

type Parts = Pick<OnlineRow<Outcome>, 'name' | 'bound'> & Partial<OnlineRow<Outcome>>;

const row = (make: () => Measuring<Metrics>, parts: Parts): OnlineRow<Outcome> => ({
  item: outcome,
  refuses: bad,
  furtherFields: 'ignored',
  make: () => {
    const operator = make();
    return { operator, parts: { operator }, readings: { now: map(() => operator.now().metrics) } };
  },
  ...parts,
});

const nothing = { count: 0, metrics: { accuracy: NaN } };
const weightless: OnlineRow<Outcome>['gives'] = {
  'examples of no weight': [[{ ...outcome(0), weight: 0 }], [{ ...nothing, step: 1, count: 1 }]],
};

/** Half of the outcomes of a second shard are known. */
function merged(): Measuring<Metrics> {
  const shard = progressive(all());
  from([5, 6, 7].map(outcome)).pipe(shard).subscribe();
  return mergeMetrics(all(), [shard.save()]);
}

/** Numbers above 0. */
const amount = (number: number): Outcome => ({
  step: number + 1,
  prediction: 0.5 + scatter(number, 6),
  target: 0.25 + 2 * scatter(number, 7),
  loss: scatter(number),
  ...(number % 2 === 0 ? {} : { weight: number % 10 === 1 ? 0 : 1 + (number % 3) }),
});
const badAmount = {
  'a prediction of NaN': { ...amount(0), prediction: NaN },
  'a prediction below 0': { ...amount(0), prediction: -1 },
  'an infinite target': { ...amount(0), target: Infinity },
};

const numbers = { variant: 'numbers', item: amount, refuses: badAmount };
const three = { variant: 'three classes', item: batchOutcome, refuses: badBatch };
const names = [...Object.keys(all()), ...Object.keys(ofNumbers()), 'topKAccuracy'];

/** A baseline in place of a model, and what it refuses of an outcome. */
const baselineRow = (name: string, make: () => Baseline, item = amount): OnlineRow<Outcome> => ({
  name,
  bound: 500,
  item,
  furtherFields: 'kept',
  refuses: { 'an infinite target': { ...item(0), target: Infinity } },
  make: () => {
    const operator = make();
    return { operator: operator as never, parts: { operator } };
  },
});

/** The operators that measure, with all metrics. */
export const measuringRows: readonly OnlineRow<Outcome>[] = [
  row(() => progressive(all()), { name: 'progressive', of: names, bound: 6000 }),
  row(() => progressive(ofThree()), { name: 'progressive', ...three, bound: 8000 }),
  row(() => progressive({ accuracy: accuracy() }), { name: 'progressive', variant: 'one metric', bound: 600, gives: weightless, refuses: { 'a score of NaN': bad['a prediction of NaN'] } }),
  row(() => progressive(all(), { every: 7 }), { name: 'progressive', variant: 'every 7 outcomes', bound: 6000 }),
  row(() => rolling(all(), 50), { name: 'rolling', of: names, bound: 32_000 }),
  row(() => rolling(ofThree(), 31), { name: 'rolling', ...three, bound: 36_000 }),
  row(() => decaying(all(), { halfLife: 20 }), { name: 'decaying', of: names, bound: 6000 }),
  row(() => decaying(ofThree(), { halfLife: 2.5 }), { name: 'decaying', ...three, bound: 8000 }),
  row(() => progressive(ofNumbers()), { name: 'progressive', ...numbers, bound: 50_000 }),
  row(() => rolling(ofNumbers(), 31), { name: 'rolling', ...numbers, bound: 32_000 }),
  row(() => decaying(ofNumbers(), { halfLife: 2.5 }), { name: 'decaying', ...numbers, bound: 50_000 }),
  row(() => progressive(all(), { beside: noChange() }), { name: 'progressive', variant: 'beside noChange', bound: 12_000 }),
  row(() => rolling(ofThree(), 31, { beside: priorClass({ classes: 3 }) }), { name: 'rolling', ...three, variant: 'beside priorClass', bound: 72_000 }),
  row(() => decaying({ mae: mae(), r2: r2() }, { halfLife: 2.5, beside: seasonalNaive(3) }), { name: 'decaying', ...numbers, variant: 'beside seasonalNaive', bound: 1000, refuses: { 'an infinite target': { ...amount(0), target: Infinity } } }),
  row(merged, { name: 'mergeMetrics', bound: 6000 }),
  baselineRow('noChange', () => noChange()),
  baselineRow('priorClass', () => priorClass(), outcome),
  baselineRow('seasonalNaive', () => seasonalNaive(3)),
]; // prettier-ignore
