import { readFileSync } from 'node:fs';
import { tensor, Tensor } from '@thalweg/tensor';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../outcome.ts';
import { accuracy } from './accuracy.ts';
import { averagePrecision } from './average-precision.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { calibrationError } from './calibration-error.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { f1 } from './f1.ts';
import { kappa } from './kappa.ts';
import { logLoss } from './log-loss.ts';
import { mae } from './mae.ts';
import { mcc } from './mcc.ts';
import type { Metric } from './metric.ts';
import { decaying } from './operators/decaying.ts';
import type { Measuring } from './operators/measurement.ts';
import { progressive } from './operators/progressive.ts';
import { rolling } from './operators/rolling.ts';
import { r2 } from './r2.ts';
import { rmse } from './rmse.ts';
import { rocAuc } from './roc-auc.ts';

interface Case {
  readonly kind: string;
  readonly classes: number;
  readonly predictions: readonly (number | readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[] | null;
  readonly values: Readonly<Record<string, number | readonly (readonly number[])[]>>;
}

const file = new URL('../../../../tools/reference/metrics.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

const made: Readonly<Record<string, (classes: number) => Metric<unknown>>> = {
  accuracy: () => accuracy(),
  balancedAccuracy: classes => balancedAccuracy({ classes }),
  mcc: classes => mcc({ classes }),
  kappa: classes => kappa({ classes }),
  'kappa linear': classes => kappa({ classes, distance: 'linear' }),
  'kappa quadratic': classes => kappa({ classes, distance: 'quadratic' }),
  confusionMatrix: classes => confusionMatrix({ classes }),
  'f1 binary': () => f1(),
  'f1 macro': classes => f1({ classes, average: 'macro' }),
  'f1 micro': classes => f1({ classes, average: 'micro' }),
  'f1 weighted': classes => f1({ classes, average: 'weighted' }),
  logLoss: () => logLoss(),
  rocAuc: () => rocAuc(),
  averagePrecision: () => averagePrecision(),
  calibrationError: () => calibrationError({ bins: 8 }),
  mae: () => mae(),
  rmse: () => rmse(),
  r2: () => r2(),
};

const metricsOf = ({ values, classes }: Case): Record<string, Metric<unknown>> =>
  Object.fromEntries(Object.keys(values).map(name => [name, made[name]!(classes)]));

function singles({ predictions, targets, weights }: Case): Outcome[] {
  return targets.map((target, i) => {
    const given = predictions[i]!;
    const prediction = typeof given === 'number' ? given : tensor(Float64Array.from(given));
    return { step: i + 1, prediction, target, loss: 0, ...(weights && { weight: weights[i]! }) };
  });
}

function batch({ predictions, targets, weights }: Case): Outcome {
  return {
    step: targets.length,
    prediction: tensor(predictions as number[], { dtype: 'float64' }),
    target: tensor(Int32Array.from(targets)),
    loss: 0,
    ...(weights && { weight: tensor(Float64Array.from(weights)) }),
  };
}

function measured(operator: Measuring<Record<string, Metric<unknown>>>, outcomes: readonly Outcome[]): object {
  from(outcomes).pipe(operator).subscribe();
  return Object.fromEntries(
    Object.entries(operator.now().metrics).map(([name, value]) => [
      name,
      value instanceof Tensor ? value.toArray() : value,
    ]),
  );
}

function expectClose(found: unknown, wanted: unknown, name = ''): void {
  if (typeof wanted === 'number') expect(Math.abs((found as number) - wanted), name).toBeLessThan(1e-9);
  else {
    expect(Object.keys(found as object)).toEqual(Object.keys(wanted as object));
    for (const [key, value] of Object.entries(wanted as object))
      expectClose((found as Record<string, unknown>)[key], value, `${name} ${key}`);
  }
}

describe('metrics against scikit-learn', () => {
  const rows = cases.map((row, i) => [`${i}: ${row.targets.length} ${row.kind}`, row] as const);

  it.each(rows)('over a whole stream, one by one: %s', (_, row) => {
    expectClose(measured(progressive(metricsOf(row)), singles(row)), row.values);
  });

  it.each(rows.filter(([, { kind }]) => kind !== 'numbers'))('over a whole stream, in one batch: %s', (_, row) => {
    expectClose(measured(progressive(metricsOf(row)), [batch(row)]), row.values);
  });

  it.each(rows)('over a window, after other examples have left it: %s', (_, row) => {
    const outcomes = singles(row);
    const before = [...outcomes, ...outcomes].reverse();
    expectClose(measured(rolling(metricsOf(row), outcomes.length), [...before, ...outcomes]), row.values);
  });

  it.each(rows)('with old examples fading: %s', (_, row) => {
    // An example that counts 2^(−age/h) is told with a weight that makes up for it.
    const halfLife = 7.5;
    const outcomes = singles(row).map((outcome, i, { length }) => ({
      ...outcome,
      weight: ((outcome.weight as number | undefined) ?? 1) * 2 ** ((length - 1 - i) / halfLife),
    }));
    expectClose(measured(decaying(metricsOf(row), { halfLife }), outcomes), row.values);
  });
});
