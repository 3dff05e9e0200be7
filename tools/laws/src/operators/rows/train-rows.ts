import { sgd } from '@thalweg/optim';
import {
  cacheFeatures,
  earlyStopping,
  evaluate,
  findLearningRate,
  predict,
  runHistory,
  train,
  untilAborted,
  type RateTrial,
  type StepRecord,
} from '@thalweg/train';
import type { Tensor } from '@thalweg/tensor';
import type { OperatorRow } from '../laws/operator-row.ts';
import { example, line, type Example } from './example.ts';

const thrown = (error: Error) => (): never => {
  throw error;
};

const same = (items: readonly Example[]): readonly Example[] => items;

const LEARNING_RATE = 0.01;

/** What gradient descent on the line tells, by hand. */
function descended(items: readonly Example[]): [step: number, loss: string][] {
  let slope = 0.5;
  return items.map(({ x, y }, i) => {
    const error = slope * x - y;
    slope -= LEARNING_RATE * 2 * error * x;
    return [i + 1, (error ** 2).toFixed(9)];
  });
}

/** The steps of a range test on the line, by hand. */
function tested(items: readonly Example[]): [step: number, rate: string, loss: string, last: boolean][] {
  let slope = 0.5;
  return items.map(({ x, y }, i) => {
    const rate = 1e-5 * 100 ** (i / 99);
    const error = slope * x - y;
    slope -= rate * 2 * error * x;
    return [i + 1, rate.toFixed(12), (error ** 2).toFixed(9), i === items.length - 1];
  });
}

/** The mean squared error of the line. */
function error(items: readonly Example[]): string {
  return (items.reduce((sum, { x, y }) => sum + (0.5 * x - y) ** 2, 0) / items.length).toFixed(9);
}

/** The operators of `@thalweg/train`. */
export const trainRows: readonly OperatorRow<Example>[] = [
  {
    name: 'train',
    needsItems: true,
    make: () => train(line().loss, sgd({ learningRate: LEARNING_RATE })),
    item: example,
    oracle: descended,
    shown: ({ step, loss }: StepRecord) => [step, loss.toFixed(9)],
    again: items => descended([...items, ...items]).slice(items.length),
    throwing: error => train(line().loss, sgd(), { guard: thrown(error) }),
    overTurns: true,
  },
  {
    name: 'evaluate',
    make: () => evaluate({ loss: line().loss }),
    item: example,
    oracle: items => [`${items.length}: ${items.length === 0 ? 'none' : error(items)}`],
    shown: ({ count, loss }: { count: number; loss: number | undefined }) => `${count}: ${loss?.toFixed(9) ?? 'none'}`,
    throwing: error => evaluate({ loss: line().loss }, { guard: thrown(error) }),
    overTurns: true,
  },
  {
    name: 'findLearningRate',
    needsItems: true,
    make: () =>
      findLearningRate(line().loss, learningRate => sgd({ learningRate }), { from: 1e-5, to: 1e-3, explosion: 1e9 }),
    item: example,
    oracle: tested,
    shown: (trial: RateTrial) => [
      trial.step,
      trial.learningRate.toFixed(12),
      trial.loss.toFixed(9),
      'suggestion' in trial,
    ],
    throwing: error => findLearningRate(line().loss, () => sgd(), { guard: thrown(error) }),
    overTurns: true,
  },
  {
    name: 'predict',
    make: () => predict(line().prediction),
    item: example,
    oracle: items => items.map(({ x }) => x / 2),
    shown: (value: Tensor) => value.item(),
    throwing: error => predict(line().prediction, { guard: thrown(error) }),
    overTurns: true,
  },
  {
    name: 'cacheFeatures',
    mapsDatasets: true,
    make: () => cacheFeatures({ prediction: line().prediction }, { by: 'step' }),
    item: example,
    oracle: items => items.map(({ x, y }) => [x / 2, y]),
    shown: ({ prediction, y }: { prediction: Tensor; y: number }) => [prediction.item(), y],
    throwing: error => cacheFeatures({ prediction: line().prediction }, { by: thrown(error) }),
  },
  {
    name: 'earlyStopping',
    make: () => earlyStopping({ of: ({ loss }: Example) => loss, patience: 2 }),
    item: example,
    oracle: items => items.slice(0, 3), // The first is the best.
    throwing: error => earlyStopping({ of: thrown(error), patience: 2 }),
  },
  {
    name: 'earlyStopping',
    variant: 'of what falls',
    make: () => earlyStopping({ of: ({ loss }: Example) => -loss, patience: 2 }),
    item: example,
    oracle: same,
  },
  {
    name: 'runHistory',
    mapsDatasets: true,
    make: () => runHistory({ settings: { learningRate: LEARNING_RATE } }),
    item: example,
    oracle: same,
  },
  {
    name: 'untilAborted',
    make: () => untilAborted(new AbortController().signal),
    item: example,
    oracle: same,
  },
];
