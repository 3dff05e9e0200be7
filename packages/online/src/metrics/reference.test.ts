import { readFileSync } from 'node:fs';
import { tensor, Tensor } from '@thalweg/tensor';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../learn/outcome.ts';
import {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  calibrationError,
  confusionMatrix,
  explainedVariance,
  f1,
  gammaDeviance,
  kappa,
  logLoss,
  mae,
  maxError,
  mcc,
  type Metric,
  poissonDeviance,
  r2,
  rmse,
  rocAuc,
} from '@thalweg/metrics';
import { decaying } from './decaying.ts';
import type { Measuring } from './measurement.ts';
import { progressive } from './progressive.ts';
import { rolling } from './rolling.ts';

interface Case {
  readonly kind: string;
  readonly classes: number;
  readonly predictions: readonly (number | readonly number[])[];
  readonly targets: readonly number[];
  readonly weights: readonly number[] | null;
  readonly values: Readonly<Record<string, unknown>>;
}

const file = new URL('../../../../tools/laws/reference/metrics.json', import.meta.url);
const cases = (JSON.parse(readFileSync(file, 'utf8')) as Case[]).filter(({ kind }) => kind !== 'one class');

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
  maxError: () => maxError(),
  explainedVariance: () => explainedVariance(),
  poissonDeviance: () => poissonDeviance(),
  gammaDeviance: () => gammaDeviance(),
  r2: () => r2(),
};

/** The names of values that metrics of the table have; all others are in the reference test of `@thalweg/metrics`. */
const namesOf = (values: Case['values']): string[] => Object.keys(values).filter(name => name in made);

const metricsOf = ({ values, classes }: Case): Record<string, Metric<unknown>> =>
  Object.fromEntries(namesOf(values).map(name => [name, made[name]!(classes)]));

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

const knownOf = ({ values }: Case): object => Object.fromEntries(namesOf(values).map(name => [name, values[name]]));

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
    expectClose(measured(progressive(metricsOf(row)), singles(row)), knownOf(row));
  });

  it.each(rows.filter(([, { kind }]) => kind !== 'numbers'))('over a whole stream, in one batch: %s', (_, row) => {
    expectClose(measured(progressive(metricsOf(row)), [batch(row)]), knownOf(row));
  });

  it.each(rows)('over a window, after other examples have left it: %s', (_, row) => {
    const outcomes = singles(row);
    const before = [...outcomes, ...outcomes].reverse();
    expectClose(measured(rolling(metricsOf(row), outcomes.length), [...before, ...outcomes]), knownOf(row));
  });

  it.each(rows)('with old examples fading: %s', (_, row) => {
    // An example that counts 2^(−age/h) is told with a weight that makes up for it.
    const halfLife = 7.5;
    const outcomes = singles(row).map((outcome, i, { length }) => ({
      ...outcome,
      weight: ((outcome.weight as number | undefined) ?? 1) * 2 ** ((length - 1 - i) / halfLife),
    }));
    expectClose(measured(decaying(metricsOf(row), { halfLife }), outcomes), knownOf(row));
  });
});
