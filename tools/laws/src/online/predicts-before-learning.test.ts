import { batch, fromColumns } from '@thalweg/data';
import {
  cast,
  input,
  mean,
  read,
  registersOf,
  reshape,
  square,
  sub,
  tanh,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { dense, dropout } from '@thalweg/nn';
import {
  learn,
  learnRows,
  logisticRegression,
  predictFirst,
  runningStandardization,
  softmaxRegression,
  type Model,
} from '@thalweg/online';
import { adam, sgd } from '@thalweg/optim';
import type { Tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';

const FEATURES = 5;
const ROWS = 24;
const wave = (i: number): number => ((i * 0.6180339887498949) % 1) * 4 - 1;
const columns = {
  x: { data: Float32Array.from({ length: ROWS * FEATURES }, (_, i) => wave(i)), shape: [FEATURES] },
  y: Float32Array.from({ length: ROWS }, (_, i) => i % 2),
};
const examples = fromColumns(columns);

const runners: readonly (readonly [name: string, runner: () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

/** The value of a tensor, or a number, as its elements. */
const elements = (value: number | Tensor): number[] => (typeof value === 'number' ? [value] : [...value.data]);

/** Regression on hidden units of which training drops half. */
function withDropout(): Model {
  const row = reshape(input('x', [FEATURES]), [1, FEATURES]);
  const hidden = row.pipe(dense(6, { name: 'hidden' }), tanh, dropout(0.5, { name: 'dropout' }));
  const prediction = reshape(hidden.pipe(dense(1, { name: 'top' })), []) as Node<readonly []>;
  return { prediction, loss: square(sub(prediction, input('y', []))) as Node<readonly []> };
}

/** Both kinds of layers that know a training, for a batch. */
function batched(): Model {
  const x = input('x', ['batch', FEATURES]).pipe(runningStandardization(), dropout(0.5, { name: 'dropout' }));
  const prediction = x.pipe(dense(2, { name: 'top' }));
  const y = input('y', ['batch']);
  return { prediction, loss: mean(square(sub(mean(prediction as Node, { axes: 1 }), y as Node))) as Node<readonly []> };
}

const standardized = (): Model =>
  logisticRegression(input('x', [FEATURES]).pipe(runningStandardization()), input('y', [])) as Model;

/** Classes, so that a prediction is a vector. */
const classes = (): Model => {
  const kind = cast(input('y', []), 'int32');
  return softmaxRegression(input('x', [FEATURES]), kind as Node<readonly []>, { classes: 3 }) as unknown as Model;
};

const plain = (): Model => logisticRegression(input('x', [FEATURES]), input('y', [])) as Model;

/** The elements of all that a step may move. */
const bytesOf = ({ loss }: Model): number[][] => registersOf(loss as Node).map(one => [...read(one as Node).data]);

/** The predictions before learning, by `predictFirst` and by `learn`. */
async function predictions(model: Model, source: typeof examples, runner: Runner | undefined): Promise<number[][][]> {
  const first: number[][] = [];
  const outcomes = await lastValueFrom(
    source.pipe(
      predictFirst(model.prediction, { runner }),
      tap(({ predicted }) => void first.push(elements(predicted))),
      learn(model, adam({ learningRate: 0.05 }), { runner }),
      toArray(),
    ),
  );
  return [first, outcomes.map(({ prediction }) => elements(prediction))];
}

describe.each(runners)('a learning step, %s', (_, runner) => {
  it.each([
    ['dropout', withDropout, examples],
    ['running standardization', standardized, examples],
    ['both, in batches', batched, examples.pipe(batch(4))],
    ['no mode', plain, examples],
    ['classes', classes, examples],
  ] as const)('emits what predictFirst emits, to the last bit: %s', async (_, make, source) => {
    const [first, learned] = await predictions(make(), source as typeof examples, runner());
    expect(learned).toEqual(first);
  });

  it.each([
    ['dropout', withDropout],
    ['running standardization', standardized],
    ['no mode', plain],
    ['classes', classes],
  ])('predicts each row of a batch before that row is learned: %s', async (_, make) => {
    const [one, rows] = [make(), make()];
    const optimizer = (): ReturnType<typeof sgd> => sgd({ learningRate: 0.1 });
    const singles = await lastValueFrom(examples.pipe(learn(one, optimizer(), { runner: runner() }), toArray()));
    const batches = await lastValueFrom(
      examples.pipe(batch(7), learnRows(rows, optimizer(), { runner: runner() }), toArray()),
    );
    expect(batches.flatMap(({ prediction }) => [...prediction.data])).toEqual(
      singles.flatMap(told => elements(told.prediction)),
    );
    expect(batches.flatMap(({ losses }) => [...losses.data])).toEqual(singles.map(told => told.loss));
    expect(bytesOf(rows)).toEqual(bytesOf(one));
  });

  it.each([
    ['dropout', withDropout],
    ['running standardization', standardized],
  ])('has the loss of training, and moves parameters and states as training does: %s', async (_, make) => {
    const [learned, trained] = [make(), make()];
    const told = await lastValueFrom(examples.pipe(learn(learned, sgd(), { runner: runner() }), toArray()));
    const log = await lastValueFrom(examples.pipe(train(trained.loss, sgd(), { runner: runner() }), toArray()));
    expect(told.map(({ loss }) => loss)).toEqual(log.map(({ loss }) => loss));
    expect(bytesOf(learned)).toEqual(bytesOf(trained));
  });
});
