import { sgd } from '@thalweg/optim';
import { trainRows, type BatchRecord, type StepRecord, type TrainRowsOptions } from '@thalweg/train';
import type { OperatorRow } from '../laws/operator-row.ts';
import { example, line } from './example.ts';

const LEARNING_RATE = 0.01;

/** Examples in columns. */
interface Columns {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function columnsOf(...numbers: readonly number[]): Columns {
  const examples = numbers.map(example);
  return { x: examples.map(({ x }) => x), y: examples.map(({ y }) => y) };
}

/** What gradient descent on the line tells of each example, by hand. */
function descended(pairs: readonly Columns[]): [step: number, loss: number][] {
  let slope = 0.5;
  return pairs
    .flatMap(({ x, y }) => x.map((value, i) => [value, y[i]!] as const))
    .map(([x, y], i) => {
      const error = slope * x - y;
      slope -= LEARNING_RATE * 2 * error * x;
      return [i + 1, error ** 2];
    });
}

/** The step of the second, and the losses of both. */
function inPairs(steps: readonly [step: number, loss: number][]): unknown[] {
  return steps.flatMap(([step, loss], i) =>
    i % 2 === 1 ? [[step, steps[i - 1]![1].toFixed(9), loss.toFixed(9)]] : [],
  );
}

const make = <E extends 'rows' | 'batches'>(options: TrainRowsOptions<Record<never, never>, E>) =>
  trainRows(line().loss, sgd({ learningRate: LEARNING_RATE }), options);

const common = {
  name: 'trainRows',
  needsItems: true,
  throwing: (error: Error) =>
    make({
      guard: () => {
        throw error;
      },
    }),
  overTurns: true,
};

/** `trainRows`: each example is a step. */
export const rowTrainingRows: readonly OperatorRow<Columns>[] = [
  {
    ...common,
    make: () => make({}),
    item: number => columnsOf(2 * number, 2 * number + 1),
    oracle: pairs => inPairs(descended(pairs)),
    shown: ({ step, losses }: BatchRecord) => [step, ...Array.from(losses, loss => loss.toFixed(9))],
    again: pairs => inPairs(descended([...pairs, ...pairs])).slice(pairs.length),
  },
  {
    ...common,
    variant: 'telling of each row',
    make: () => make({ emit: 'rows' }),
    item: number => columnsOf(number),
    oracle: columns => descended(columns).map(([step, loss]) => [step, loss.toFixed(9)]),
    shown: ({ step, loss }: StepRecord) => [step, loss.toFixed(9)],
    again: columns =>
      descended([...columns, ...columns])
        .slice(columns.length)
        .map(([step, loss]) => [step, loss.toFixed(9)]),
  },
];
