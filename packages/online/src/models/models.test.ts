import { feed, gradientCheck, input, parametersOf, read, type Input, type Node, type Parameter } from '@thalweg/graph';
import { tensor, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { Model } from '../learn/model.ts';
import { factorizationMachine } from './factorization-machine.ts';
import type { Features } from './features.ts';
import { sparse } from './sparse.ts';
import { linearRegression } from './linear-regression.ts';
import { logisticRegression } from './logistic-regression.ts';
import { matrixFactorization } from './matrix-factorization.ts';
import { passiveAggressive } from './passive-aggressive.ts';
import { poissonRegression } from './poisson-regression.ts';
import { quantileRegression } from './quantile-regression.ts';
import { softmaxRegression } from './softmax-regression.ts';

type Build = (x: Features, target: Node, weight?: Node) => Model<never, never>;

interface Row {
  readonly name: string;
  readonly build: Build;
  readonly targets: readonly number[];
  readonly labels?: 'int32';
  /** What it must say and cost for features and parameters, in plain numbers. */
  readonly plain: (x: readonly number[], target: number, parameters: Values) => { prediction: number[]; loss: number };
}

type Values = Readonly<Record<string, readonly number[]>>;

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const score = (x: readonly number[], { weight, bias }: Values): number => dot(x, weight!) + bias![0]!;
const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
const logLoss = (p: number, y: number): number => -y * Math.log(p) - (1 - y) * Math.log(1 - p);
const pairs = (x: readonly number[], vectors: readonly number[], rank: number): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++)
      for (let f = 0; f < rank; f++) sum += vectors[i * rank + f]! * vectors[j * rank + f]! * x[i]! * x[j]!;
  return sum;
};

const rows: readonly Row[] = [
  {
    name: 'linearRegression',
    build: (x, y, weight) => linearRegression(x, y, weight && { weight }) as never,
    targets: [1.5, -2],
    plain: (x, y, p) => ({ prediction: [score(x, p)], loss: (score(x, p) - y) ** 2 / 2 }),
  },
  {
    name: 'logisticRegression',
    build: (x, y, weight) => logisticRegression(x, y, weight && { weight }) as never,
    targets: [1, 0],
    plain: (x, y, p) => ({ prediction: [sigma(score(x, p))], loss: logLoss(sigma(score(x, p)), y) }),
  },
  {
    name: 'softmaxRegression',
    build: (x, y, weight) => softmaxRegression(x, y, { classes: 3, ...(weight && { weight }) }) as never,
    targets: [2, 0],
    labels: 'int32',
    plain: (x, y, { weight, bias }) => {
      const powers = [0, 1, 2].map(k =>
        Math.exp(
          dot(
            x,
            x.map((_, i) => weight![3 * i + k]!),
          ) + bias![k]!,
        ),
      );
      const prediction = powers.map(power => power / powers.reduce((a, b) => a + b));
      return { prediction, loss: -Math.log(prediction[y]!) };
    },
  },
  {
    name: 'poissonRegression',
    build: (x, y, weight) => poissonRegression(x, y, weight && { weight }) as never,
    targets: [3, 0],
    plain: (x, y, p) => ({ prediction: [Math.exp(score(x, p))], loss: Math.exp(score(x, p)) - y * score(x, p) }),
  },
  {
    name: 'quantileRegression',
    build: (x, y, weight) => quantileRegression(x, y, { quantile: 0.8, ...(weight && { weight }) }) as never,
    targets: [5, -5],
    plain: (x, y, p) => {
      const error = y - score(x, p);
      return { prediction: [score(x, p)], loss: error > 0 ? 0.8 * error : -0.2 * error };
    },
  },
  {
    name: 'factorizationMachine',
    build: (x, y, weight) =>
      factorizationMachine(x, y, { rank: 2, target: 'number', deviation: 0.5, ...(weight && { weight }) }) as never,
    targets: [1.5, -2],
    plain: (x, y, p) => {
      const prediction = score(x, p) + pairs(x, p['vectors']!, 2);
      return { prediction: [prediction], loss: (prediction - y) ** 2 / 2 };
    },
  },
  {
    name: 'factorizationMachine',
    build: (x, y, weight) =>
      factorizationMachine(x, y, { rank: 2, target: 'label', deviation: 0.5, ...(weight && { weight }) }) as never,
    targets: [1, 0],
    plain: (x, y, p) => {
      const prediction = sigma(score(x, p) + pairs(x, p['vectors']!, 2));
      return { prediction: [prediction], loss: logLoss(prediction, y) };
    },
  },
];

const examples = [
  [0.5, -1, 0, 2],
  [0, 1.5, 0.25, -0.5],
];
const D = 4;

/** Gives the parameters values that are not zero, and says them. */
function shake(model: Model<never, never>): Values {
  const found = parametersOf(model.loss as Node);
  return Object.fromEntries(
    found.map((parameter: Parameter, k) => {
      const values = [...read(parameter as Node).data].map((value, i) => value + Math.sin(1 + 3 * k + i) / 2);
      parameter.set(tensor(values, { shape: parameter.shape, dtype: 'float64' }));
      return [parameter.name.split('/')[1]!, values];
    }),
  );
}

const target = (shape: Shape, { labels }: Row): Input => input('y', shape, labels ?? 'float64') as Input;

describe.each(rows.map(row => [row.name, row] as const))('%s', (_, row) => {
  it('says and costs what its formula does, of a vector, a sparse column and a batch', () => {
    const vector = (): [Input, Model<never, never>, Input] => {
      const x = input('x', [D], 'float64') as Input<Shape> as Input;
      const y = target([], row);
      return [x, row.build(x as never, y), y];
    };
    for (const [i, example] of examples.entries()) {
      const y0 = row.targets[i]!;
      const [x, model, y] = vector();
      const values = shake(model);
      feed([x, example], [y, y0]);
      const expected = row.plain(example, y0, values);
      expect(closeTo([...read(model.prediction as Node).data], expected.prediction)).toBe(true);
      expect(closeTo([read(model.loss).item()], [expected.loss])).toBe(true);

      const column = sparse('x', { bits: 2, dtype: 'float64' });
      const label = target([], row);
      const thin = row.build(column, label);
      shake(thin);
      const at = example.flatMap((value, j) => (value === 0 ? [] : [j]));
      feed([column.indices, at], [column.values, at.map(j => example[j]!)], [label, y0]);
      expect(closeTo([...read(thin.prediction as Node).data], expected.prediction)).toBe(true);
      expect(closeTo([read(thin.loss).item()], [expected.loss])).toBe(true);
    }
    const x = input('x', ['batch', D], 'float64');
    const [y, weight] = [target(['batch'], row), input('weight', ['batch'], 'float64')];
    const model = row.build(x as never, y, weight as never);
    const values = shake(model);
    feed([x, examples], [y, [...row.targets]], [weight, [1, 3]]);
    const expected = examples.map((example, i) => row.plain(example, row.targets[i]!, values));
    expect(
      closeTo(
        [...read(model.prediction as Node).data],
        expected.flatMap(({ prediction }) => prediction),
      ),
    ).toBe(true);
    expect(closeTo([read(model.loss).item()], [(expected[0]!.loss + 3 * expected[1]!.loss) / 2])).toBe(true);
  });

  it('says and costs of a batch of sparse rows what it does of dense ones', () => {
    const x = input('x', ['batch', D], 'float64');
    const y = target(['batch'], row);
    const dense = row.build(x as never, y);
    const indices = input('x.indices', ['batch', D], 'int32') as Input<Shape> as Input;
    const values = input('x.values', ['batch', D], 'float64') as Input<Shape> as Input;
    const label = target(['batch'], row);
    const thin = row.build({ indices, values, size: D }, label);
    for (const model of [dense, thin]) shake(model);
    feed([x, examples], [y, [...row.targets]]);
    // Every row has its features in another order.
    const orders = examples.map((example, i) => example.map((_, j) => (j + i + 1) % D));
    feed(
      [indices, orders],
      [values, orders.map((order, i) => order.map(j => examples[i]![j]!))],
      [label, [...row.targets]],
    );
    const said = [dense, thin].map(({ prediction }) => [...read(prediction as Node).data]);
    expect(closeTo(said[1]!, said[0]!)).toBe(true);
    expect(closeTo([read(thin.loss).item()], [read(dense.loss).item()])).toBe(true);
    expect(gradientCheck(thin.loss).passed).toBe(true);
  });

  it('has the gradient of its loss', () => {
    const column = sparse('x', { bits: 2, dtype: 'float64' });
    const y = target([], row);
    const model = row.build(column, y);
    shake(model);
    feed([column.indices, [3, 0]], [column.values, [1.5, -0.5]], [y, row.targets[0]!]);
    expect(gradientCheck(model.loss).passed).toBe(true);
  });

  it('refuses a target, or a weight, that is not one for each example', () => {
    const x = input('x', ['batch', D], 'float64');
    expect(() => row.build(x as never, target([], row))).toThrow(
      `${row.name}: there must be one target for each example`,
    );
    expect(() => row.build(x as never, target(['batch'], row), input('weight', [], 'float64') as never)).toThrow(
      `${row.name}: there must be one weight for each example`,
    );
    for (const deep of [
      input('x', [2, 2, 2], 'float64'),
      { indices: input('i', [2, 2, 2], 'int32'), values: input('v', [2, 2, 2], 'float64'), size: 2 },
    ])
      expect(() => row.build(deep as never, target([], row))).toThrow(
        `${row.name}: features must be float [d], float [batch, d] or a sparse column, with a fixed d`,
      );
  });
});

describe('matrixFactorization', () => {
  it('says and costs what its formula does, and has its gradient', () => {
    const [user, item] = [input('user', [], 'int32'), input('item', [], 'int32')];
    const rating = input('rating', [], 'float64');
    const model = matrixFactorization({ user, item }, rating, { users: 3, items: 4, rank: 2, regularization: 0.1 });
    const v = shake(model as never);
    feed([user, 2], [item, 1], [rating, 4.5]);
    const p = v['userVectors']!.slice(4, 6);
    const q = v['itemVectors']!.slice(2, 4);
    const [bu, bi] = [v['userBias']![2]!, v['itemBias']![1]!];
    const prediction = v['mean']![0]! + bu + bi + dot(p, q);
    const loss = ((4.5 - prediction) ** 2 + 0.1 * (dot(p, p) + dot(q, q) + bu ** 2 + bi ** 2)) / 2;
    expect(closeTo([read(model.prediction).item()], [prediction])).toBe(true);
    expect(closeTo([read(model.loss).item()], [loss])).toBe(true);
    expect(gradientCheck(model.loss).passed).toBe(true);
  });
});

describe('refusals', () => {
  const [x, y] = [input('x', [D]), input('y', [])];
  it.each([
    [() => sparse('x', { bits: 31 }), 'sparse: bits must be a whole number from 1 to 30, got 31.'],
    [
      () => quantileRegression(x, y, { quantile: 1 }),
      'quantileRegression: the quantile must be between 0 and 1, got 1.',
    ],
    [
      () => factorizationMachine(x, y, { rank: 0, target: 'label' }),
      'factorizationMachine: the rank must be a whole number of at least 1, got 0.',
    ],
    [
      () => matrixFactorization({ user: y, item: y }, y, { users: 0, items: 1, rank: 1 }),
      'matrixFactorization: users must be a whole number of at least 1, got 0.',
    ],
    [
      () => passiveAggressive(x, y, { aggressiveness: 0 }),
      'passiveAggressive: the aggressiveness must be above 0, got 0.',
    ],
    [() => passiveAggressive(input('x', ['batch', D]), y), 'passiveAggressive: examples must come one by one'],
  ])('%#', (build, message) => expect(build).toThrow(message));
});

function closeTo(found: readonly number[], expected: readonly number[]): boolean {
  expect(found).toHaveLength(expected.length);
  return found.every((value, i) => Math.abs(value - expected[i]!) <= 1e-12 * Math.max(1, Math.abs(expected[i]!)));
}

describe('numbers that are no amounts', () => {
  const ids = () => ({ user: input('user', [], 'int32'), item: input('item', [], 'int32') });
  const sizes = { users: 2, items: 2, rank: 2 };

  it.each([NaN, -1, Infinity])('are refused for regularization and deviation: %d', amount => {
    const message = `must be finite and at least 0, got ${amount}.`;
    for (const what of ['regularization', 'deviation'])
      expect(() => matrixFactorization(ids(), input('y', []), { ...sizes, [what]: amount })).toThrow(message);
    const options = { rank: 2, target: 'label', deviation: amount } as const;
    expect(() => factorizationMachine(input('x', [2]), input('y', []), options)).toThrow(message);
  });
});
