import { readFileSync } from 'node:fs';
import { tensor, Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as metrics from './index.ts';
import { computeMetric, type Metric, type PredictionArrays } from './index.ts';

interface Case {
  readonly kind: string;
  readonly classes: number;
  readonly predictions: readonly (number | readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[] | null;
  readonly values: Readonly<Record<string, unknown>>;
}

const file = new URL('../../../tools/laws/reference/metrics.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

/** The metrics that the reference names by more than their name. */
const made: Readonly<Record<string, (classes: number) => Metric<unknown>>> = {
  'kappa linear': classes => metrics.kappa({ classes, distance: 'linear' }),
  'kappa quadratic': classes => metrics.kappa({ classes, distance: 'quadratic' }),
  calibrationError: () => metrics.calibrationError({ bins: 8 }),
  calibrationCurve: () => metrics.calibrationCurve({ bins: 8 }),
  'rocCurve all': () => metrics.rocCurve({ dropIntermediate: false }),
  ...of('pinball', [0.5, 0.9], quantile => metrics.pinball({ quantile })),
  ...of('tweedieDeviance', [-1.5, 0, 1, 1.5, 2, 3], power => metrics.tweedieDeviance({ power })),
  ...of('topKAccuracy', [1, 2, 4], k => metrics.topKAccuracy({ k })),
  ...Object.fromEntries(
    (['binary', 'macro', 'micro', 'weighted'] as const).flatMap(average => [
      ...(['f1', 'precision', 'recall', 'jaccard'] as const).map(name => [
        `${name} ${average}`,
        (classes: number) => metrics[name]({ classes, average }),
      ]),
      ...[0.5, 2].map(beta => [
        `fBeta ${beta} ${average}`,
        (classes: number) => metrics.fBeta({ classes, average, beta }),
      ]),
    ]),
  ),
  ...Object.fromEntries(
    (['macro', 'weighted'] as const).flatMap(average => [
      [`rocAuc ovr ${average}`, (classes: number) => metrics.rocAuc({ classes, average })],
      [`rocAuc ovo ${average}`, (classes: number) => metrics.rocAuc({ classes, average, multiClass: 'oneVsOne' })],
    ]),
  ),
};

function of<T>(name: string, values: readonly T[], make: (value: T) => Metric<unknown>): typeof made {
  return Object.fromEntries(values.map(value => [`${name} ${String(value)}`, () => make(value)]));
}

function metricOf(name: string, classes: number): Metric<unknown> {
  const make = made[name] ?? (metrics[name as keyof typeof metrics] as (options?: object) => Metric<unknown>);
  const takesClasses = [
    'balancedAccuracy',
    'mcc',
    'kappa',
    'kappaM',
    'confusionMatrix',
    'classificationReport',
  ].includes(name);
  return name in made
    ? made[name]!(classes)
    : takesClasses
      ? (make as (options: object) => Metric<unknown>)({ classes })
      : (make as () => Metric<unknown>)();
}

const arraysOf = ({ predictions, targets, weights }: Case): PredictionArrays => ({
  prediction: tensor(predictions as number[], { dtype: 'float64' }),
  target: tensor(Float64Array.from(targets)),
  ...(weights && { weight: tensor(Float64Array.from(weights)) }),
});

/** Numbers are the same to 1e-12, of their size if that is above 1; texts to the last letter. */
function expectClose(found: unknown, wanted: unknown, name: string): void {
  if (typeof wanted === 'string') expect(String(found), name).toBe(wanted);
  else if (typeof wanted === 'number')
    expect(Math.abs((found as number) - wanted), name).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)));
  else {
    const plain = found instanceof Tensor ? found.toArray() : found;
    expect(Object.keys(plain as object), name).toEqual(Object.keys(wanted as object));
    for (const [key, value] of Object.entries(wanted as object))
      expectClose((plain as Record<string, unknown>)[key], value, `${name} ${key}`);
  }
}

describe('metrics against scikit-learn', () => {
  it.each(
    cases.map((row, i) => [`${i}: ${row.targets.length} ${row.kind}${row.weights ? ', weighted' : ''}`, row] as const),
  )('%s', (_, row) => {
    for (const [name, wanted] of Object.entries(row.values))
      expectClose(computeMetric(metricOf(name, row.classes), arraysOf(row)), wanted, name);
  });

  it('cover all metrics but those that stand for others', () => {
    const named = new Set(cases.flatMap(({ values }) => Object.keys(values).map(name => name.split(' ')[0]!)));
    const missing = Object.keys(metrics).filter(name => !named.has(name));
    expect(missing).toEqual(['computeMetric', 'prometheusText', 'regressionReport']);
  });
});
