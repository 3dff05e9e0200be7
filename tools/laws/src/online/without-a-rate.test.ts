import { fc, test } from '@fast-check/vitest';
import { input, reshape, square, sub, type Runner } from '@thalweg/graph';
import { dense, dropout, tanh } from '@thalweg/nn';
import {
  bestOf,
  learn,
  learnRows,
  linearRegression,
  logisticRegression,
  runningStandardization,
  softmaxRegression,
  sparse,
  type Model,
} from '@thalweg/online';
import { decodeSnapshot, encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ruleColumns, ruleEvent } from './testing/rule-models.ts';

const EVENTS = 60;
const events = Array.from({ length: EVENTS }, (_, i) => {
  const { x, y, label } = ruleEvent(i);
  return {
    x,
    y,
    label,
    spam: label % 2,
    'words.indices': Int32Array.of(label, 4 + (i % 9)),
    'words.values': Float64Array.of(x[0]!, 2),
  };
});

/** Linear models, with the optimizers that they carry, and a network three times. */
const models: Readonly<Record<string, () => Model>> = {
  linearRegression: () => linearRegression(input('x', [4], 'float64'), input('y', [], 'float64')) as never,
  logisticRegression: () => logisticRegression(input('x', [4], 'float64'), input('spam', [], 'float64')) as never,
  softmaxRegression: () =>
    softmaxRegression(input('x', [4], 'float64'), input('label', [], 'int32'), { classes: 3 }) as never,
  sparse: () =>
    logisticRegression(sparse('words', { bits: 4, dtype: 'float64' }), input('spam', [], 'float64')) as never,
  bestOf: () => {
    const x = input('x', [4], 'float64').pipe(runningStandardization());
    const y = input('y', [], 'float64');
    const network = () => {
      const prediction = reshape(reshape(x, [1, 4]).pipe(dense(5), tanh(), dropout(0.2), dense(1)), []);
      return { prediction, loss: square(sub(prediction, y)) };
    };
    return bestOf(network, { halfLife: 3 }) as never;
  },
};
const runners: Readonly<Record<string, () => Runner | undefined>> = {
  interpreter: () => undefined,
  wasm: () => wasm(),
};

const numbersOf = (values: readonly unknown[]): number[] =>
  (values as { prediction: number | { data: ArrayLike<number> }; loss: number }[]).flatMap(({ prediction, loss }) => [
    loss,
    ...(typeof prediction === 'number' ? [prediction] : Array.from(prediction.data)),
  ]);
const learned = async (model: Model, runner?: Runner): Promise<number[]> =>
  numbersOf(await lastValueFrom(from(events).pipe(learn(model, { runner }), toArray())));

describe.each(Object.entries(models))('%s without a rate', (name, make) => {
  it('computes compiled what it computes interpreted, to 1e-9', async () => {
    const [interpreted, compiled] = [await learned(make()), await learned(make(), wasm())];
    compiled.forEach((value, i) => expect(value).toBeCloseTo(interpreted[i]!, 9));
  });

  describe.each(Object.entries(runners))('%s', (_, runner) => {
    test.prop([fc.nat(EVENTS)], { numRuns: 4 })('goes on from a snapshot at any event to the same bits', async cut => {
      const told = await learned(make(), runner());
      const first = learn(make(), { runner: runner() });
      const before = await lastValueFrom(from(events.slice(0, cut)).pipe(first, toArray()));
      const second = learn(make(), { runner: runner() });
      restore({ learning: second }, decodeSnapshot(encodeSnapshot(snapshot({ learning: first }))));
      const after = await lastValueFrom(from(events.slice(cut)).pipe(second, toArray()));
      expect(numbersOf([...before, ...after])).toEqual(told);
    });

    it.skipIf(name === 'sparse')('has the same bits row by row', async () => {
      const { x, y, label } = ruleColumns(0, EVENTS);
      const columns = { x, y, label, spam: Float64Array.from(label.data, value => value % 2) };
      const told = await lastValueFrom(from([columns]).pipe(learnRows(make(), { runner: runner() })));
      const singles = await lastValueFrom(from(events).pipe(learn(make(), { runner: runner() }), toArray()));
      expect(Array.from(told.losses.data)).toEqual(singles.map(({ loss }) => loss));
    });
  });
});
