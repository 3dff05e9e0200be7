import { existsSync, readdirSync } from 'node:fs';
import * as metrics from '@thalweg/metrics';
import { expect, it } from 'vitest';

const packages = new URL('../../../../packages/', import.meta.url);

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

const known = new Set([...Object.keys(metrics), ...Object.keys(synonyms)].map(bare));

/** Returns the public functions of packages that are called like a metric. */
function secondDefinitions(exported: ReadonlyMap<string, object>): string[] {
  return [...exported].flatMap(([name, module]) =>
    Object.keys(module)
      .filter(key => known.has(bare(key)))
      .map(key => `${name}: ${key}`),
  );
}

it('no other package exports a metric under its name, nor under another name of the field', async () => {
  const others = readdirSync(packages).filter(
    name => name !== 'metrics' && existsSync(new URL(`${name}/src/index.ts`, packages)),
  );
  const modules = await Promise.all(
    others.map(name => import(new URL(`${name}/src/index.ts`, packages).href) as Promise<object>),
  );
  const exported = new Map(others.map((name, i) => [name, modules[i]!]));
  expect(others).toContain('train');
  expect(secondDefinitions(exported)).toEqual(LOSSES);
});

it('a second definition would be found', () => {
  const second = new Map([['train', { accuracyOf: 1, confusionMatrixOf: 1, areaUnderCurve: 1, evaluate: 1 }]]);
  expect(secondDefinitions(second)).toEqual(['train: accuracyOf', 'train: confusionMatrixOf', 'train: areaUnderCurve']);
});
