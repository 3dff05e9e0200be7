import { expect, it } from 'vitest';
import { valuesOf } from '../packages/package-exports.ts';
import { scopedPackages } from '../packages/scoped-packages.ts';

/** Other names of the field for the same metrics. */
const synonyms: Readonly<Record<string, string>> = {
  meanAbsoluteError: 'mae',
  meanAbsolutePercentageError: 'mape',
  rootMeanSquaredError: 'rmse',
  coefficientOfDetermination: 'r2',
  rSquared: 'r2',
  auc: 'rocAuc',
  areaUnderCurve: 'rocAuc',
  brierScore: 'brier',
  cohenKappa: 'kappa',
  matthewsCorrelation: 'mcc',
  expectedCalibrationError: 'calibrationError',
  sensitivity: 'recall',
  truePositiveRate: 'recall',
  quantileLoss: 'pinball',
  hingeLoss: 'hinge',
  crossEntropy: 'logLoss',
  binaryCrossEntropy: 'logLoss',
};

/** Losses, which a model is trained by: functions of nodes. A metric measures the same of numbers. */
const LOSSES = ['nn: hingeLoss', 'nn: meanAbsoluteError', 'nn: quantileLoss'];

/** Returns a name without what tells apart two definitions of a thing: case, and a word before or behind. */
const bare = (name: string): string =>
  name
    .replace(/^(mean|compute|running|rolling|evaluate)(?=[A-Z])/, '')
    .replace(/(Of|Metric|Score|Value)$/, '')
    .toLowerCase();

const known = new Set([...valuesOf('packages/metrics'), ...Object.keys(synonyms)].map(bare));

/** Returns the public functions of packages that are called like a metric. */
function secondDefinitions(exported: ReadonlyMap<string, readonly string[]>): string[] {
  return [...exported].flatMap(([name, names]) =>
    names.filter(one => known.has(bare(one))).map(one => `${name}: ${one}`),
  );
}

it('no other package exports a metric under its name, nor under another name of the field', () => {
  const others = scopedPackages().filter(name => name !== 'metrics');
  expect(others).toContain('train');
  expect(secondDefinitions(new Map(others.map(name => [name, valuesOf(`packages/${name}`)])))).toEqual(LOSSES);
});

it('a second definition would be found', () => {
  const second = new Map([['train', ['accuracyOf', 'confusionMatrixOf', 'areaUnderCurve', 'evaluate']]]);
  expect(secondDefinitions(second)).toEqual(['train: accuracyOf', 'train: confusionMatrixOf', 'train: areaUnderCurve']);
});
