import { accuracy, logLoss } from '@thalweg/metrics';
import { tensor } from '@thalweg/tensor';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { progressive } from '../metrics/progressive.ts';
import { noChange } from './no-change.ts';
import { priorClass } from './prior-class.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import type { Baseline } from './baseline.ts';

const outcomes = (targets: readonly number[]) =>
  targets.map((target, i) => ({ step: i + 1, prediction: 0.5, target, loss: 1 }));

async function predictions(rule: Baseline, targets: readonly number[]): Promise<unknown[]> {
  const all = await lastValueFrom(from(outcomes(targets)).pipe(rule, toArray()));
  return all.map(({ prediction }) => (typeof prediction === 'number' ? prediction : Array.from(prediction.data)));
}

test('each rule predicts from the labels before', async () => {
  expect(await predictions(noChange(), [3, 1, 1, 2])).toEqual([0, 3, 1, 1]);
  expect(await predictions(noChange({ classes: 3 }), [2, 1])).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(await predictions(seasonalNaive(2), [5, 6, 7, 8])).toEqual([0, 0, 5, 6]);
  expect(await predictions(priorClass(), [1, 1, 0])).toEqual([
    [0.5, 0.5],
    [0, 1],
    [0, 1],
  ]);
  expect(await predictions(priorClass({ fading: 0.5 }), [1, 0, 0])).toEqual([
    [0.5, 0.5],
    [0, 1],
    [2 / 3, 1 / 3],
  ]);
});

test('a batch is predicted row by row, as single outcomes are', async () => {
  const batch = { step: 4, prediction: tensor([0, 0, 0, 0]), target: tensor([1, 1, 0, 1]), loss: 0 };
  const rule = priorClass();
  const { prediction } = await lastValueFrom(from([batch]).pipe(rule));
  expect((prediction as { shape: readonly number[] }).shape).toEqual([4, 2]);
  expect(Array.from((prediction as { data: Float64Array }).data)).toEqual(
    (await predictions(priorClass(), [1, 1, 0, 1])).flat(),
  );
});

test('metrics measure a baseline; the prior ends at the share of the majority', async () => {
  const targets = Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 0 : 1));
  const measured = await lastValueFrom(
    from(outcomes(targets)).pipe(
      priorClass(),
      progressive({ accuracy: accuracy(), loss: logLoss() }, { every: Infinity }),
    ),
  );
  expect(measured.metrics.accuracy).toBeCloseTo(0.75, 2);
});

test.each([() => noChange(), () => seasonalNaive(3), () => priorClass({ fading: 0.9 })])(
  '%# resumes from its state',
  async make => {
    const targets = [1, 0, 0, 1, 1, 0, 1, 0];
    const whole = await predictions(make(), targets);
    const [first, second] = [make(), make()];
    await predictions(first, targets.slice(0, 5));
    second.prepare(first.save())();
    expect(await predictions(second, targets.slice(5))).toEqual(whole.slice(5));
  },
);

test('wrong labels and options are refused', async () => {
  await expect(predictions(priorClass(), [2])).rejects.toThrow(
    'priorClass: a label must be a class from 0 to 1, got 2 at step 1. Set the option classes.',
  );
  await expect(predictions(noChange(), [NaN])).rejects.toThrow(
    'noChange: a label must be a finite number, got NaN at step 1',
  );
  expect(() => seasonalNaive(0)).toThrow('seasonalNaive: the period must be an integer of at least 1, got 0. Try 24.');
  expect(() => priorClass({ classes: 1 })).toThrow('classes must be an integer of at least 2');
  expect(() => priorClass({ fading: 0 })).toThrow('fading must be above 0 and at most 1, got 0');
});
