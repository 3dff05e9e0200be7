import { forgetOnDrift, learn, learnRows, learnWithShadow, predictFirst, type Outcome } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import type { OperatorRow } from '../laws/operator-row.ts';
import { continuing, example, type Example, line } from './example.ts';

const LEARNING_RATE = 0.01;

const thrown = (error: Error) => (): never => {
  throw error;
};

const descent = () => sgd({ learningRate: LEARNING_RATE });

const near = (x: number): number => Number(x.toFixed(9));

/** What gradient descent on the line says of each example before it learns it, by hand. */
function learned(items: readonly Pick<Example, 'x' | 'y'>[]): unknown[] {
  let slope = 0.5;
  return items.map(({ x, y }, i) => {
    const prediction = slope * x;
    const error = prediction - y;
    slope -= LEARNING_RATE * 2 * error * x;
    return { step: i + 1, prediction: near(prediction), target: y, loss: near(error ** 2) };
  });
}

const shown = ({ prediction, loss, ...rest }: Outcome<number, number>): unknown => ({
  ...rest,
  prediction: near(prediction),
  loss: near(loss),
});

/** Sees no change, ever. */
const calm = { name: 'calm', initial: () => ({}), step: (): 'stable' => 'stable' };
const lossOf = ({ loss }: { readonly loss: number }): number => loss;

const learns = { item: example, oracle: learned, again: continuing(learned), shown, overTurns: true };
const shadow = (of: (outcome: Outcome) => number) =>
  learnWithShadow(() => ({ model: line(), optimizer: descent() }), calm, { of });
const forgets = (of: (item: Example) => number) =>
  forgetOnDrift(calm, { of, learning: learn(line(), descent()), forget: 'everything' });

/** The operators of `@thalweg/online` that predict and learn. */
export const onlineLearningRows: readonly OperatorRow<Example>[] = [
  {
    ...learns,
    name: 'learn',
    make: () => learn(line(), descent()),
    throwing: error => learn(line(), descent(), { guard: thrown(error) }),
  },
  {
    ...learns,
    name: 'learn',
    variant: 'telling what was predicted earlier',
    make: () => learn(line(), descent(), { predicted: 'epoch' }),
    shown: (outcome: Outcome) => outcome.prediction,
    oracle: items => items.map(({ epoch }) => epoch),
    again: items => items.map(({ epoch }) => epoch),
  },
  { ...learns, name: 'learnWithShadow', make: () => shadow(lossOf), throwing: error => shadow(thrown(error)) },
  {
    name: 'predictFirst',
    make: () => predictFirst(line().prediction, { into: 'guess' }),
    item: example,
    oracle: items => items.map(item => ({ ...item, guess: item.x / 2 })),
    overTurns: true,
  },
  {
    name: 'forgetOnDrift',
    mapsDatasets: true,
    make: () => forgets(lossOf),
    item: example,
    oracle: items => items,
    throwing: error => forgets(thrown(error)),
  },
];

/** Examples in columns. */
interface Columns {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const columnsOf = (numbers: readonly number[]): Columns => {
  const examples = numbers.map(example);
  return { x: examples.map(({ x }) => x), y: examples.map(({ y }) => y) };
};

/** What is told of pairs: the predictions and losses of both, and the number of the second. */
function learnedInPairs(pairs: readonly Columns[]): unknown[] {
  const outcomes = learned(pairs.flatMap(({ x, y }) => x.map((_, i) => ({ x: x[i]!, y: y[i]! })))) as Outcome<
    number,
    number
  >[];
  return pairs.map((_, i) => {
    const both = [outcomes[2 * i]!, outcomes[2 * i + 1]!];
    return [2 * i + 2, both.map(({ prediction }) => prediction), both.map(lossOf)];
  });
}

const numbersOf = ({ data }: Tensor): number[] => Array.from(data, near);

/** `learnRows`: each row is a step. */
export const onlineRowLearningRows: readonly OperatorRow<Columns>[] = [
  {
    name: 'learnRows',
    make: () => learnRows(line(), descent()),
    item: number => columnsOf([2 * number, 2 * number + 1]),
    oracle: learnedInPairs,
    again: continuing(learnedInPairs),
    shown: ({ step, prediction, losses }: Outcome<Tensor, Tensor> & { losses: Tensor }) => [
      step,
      numbersOf(prediction),
      numbersOf(losses),
    ],
    throwing: error => learnRows(line(), descent(), { guard: thrown(error) }),
    overTurns: true,
  },
];
