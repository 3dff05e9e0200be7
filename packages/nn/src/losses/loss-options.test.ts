import { cast, constant, feed, gradient, input, parameter, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import * as nn from '../index.ts';

type Loss = (x: Node) => Node;
type Scalar = Node<readonly []>;

const float64 = { dtype: 'float64' } as const;
const float = (value: unknown): Node => constant(value as number[], float64) as Node;
const int = (value: unknown): Node => constant(value as number[], { dtype: 'int32' }) as Node;

/** Every loss whose targets can be missing, with a target that is missing: −1. */
const withMissing: Readonly<Record<string, (target: Node, options: object) => Loss>> = {
  gaussianNegativeLogLikelihood: (y, options) =>
    nn.gaussianNegativeLogLikelihood(y, float([[1, NaN], [2, 3]]), options) as Loss, // prettier-ignore
  hingeLoss: (y, options) => nn.hingeLoss(y, options) as Loss,
  huber: (y, options) => nn.huber(y, options) as Loss,
  meanAbsoluteError: (y, options) => nn.meanAbsoluteError(y, options) as Loss,
  meanSquaredError: (y, options) => nn.meanSquaredError(y, options) as Loss,
  poissonNegativeLogLikelihood: (y, options) => nn.poissonNegativeLogLikelihood(y, { full: true, ...options }) as Loss,
  quantileLoss: (y, options) => nn.quantileLoss(y, { quantile: 0.3, ...options }) as Loss,
  sigmoidCrossEntropy: (y, options) => nn.sigmoidCrossEntropy(y, { classWeights: [1, 2], ...options }) as Loss,
  sigmoidFocal: (y, options) => nn.sigmoidFocal(y, options) as Loss,
  smoothL1: (y, options) => nn.smoothL1(y, options) as Loss,
  squaredHingeLoss: (y, options) => nn.squaredHingeLoss(y, options) as Loss,
};

const ofClasses: Readonly<Record<string, (labels: Node, options: object) => Loss>> = {
  multiMargin: (y, options) => nn.multiMargin(y, options) as unknown as Loss,
  negativeLogLikelihood: (y, options) => nn.negativeLogLikelihood(y, options) as unknown as Loss,
  softmaxCrossEntropy: (y, options) => nn.softmaxCrossEntropy(y, { labelSmoothing: 0.1, ...options }) as unknown as Loss,
  softmaxFocal: (y, options) => nn.softmaxFocal(y, options) as unknown as Loss,
}; // prettier-ignore

/** A loss and its gradient. */
function measured(loss: Loss, values: unknown): { value: number; slopes: number[] } {
  const x = parameter(values as number[], float64) as Node;
  const node = loss(x) as Scalar;
  return { value: read(node).item(), slopes: [...read(gradient(node, x)).data] };
}

describe('a target to ignore', () => {
  it.each(Object.keys(withMissing))('%s: counts nowhere, gets no gradient, and may stand beside a NaN', name => {
    const targets = float([[1, -1], [0, 1]]); // prettier-ignore
    for (const reduction of ['mean', 'sum', 'weightedMean'] as const) {
      const weights = float([[1, NaN], [2, 1]]); // prettier-ignore
      const options = { ignore: -1, reduction, exampleWeights: weights };
      const { value, slopes } = measured(withMissing[name]!(targets, options), [[0.5, NaN], [0.25, -0.75]]); // prettier-ignore
      const safe = measured(withMissing[name]!(targets, { ...options, exampleWeights: float([[1, 5], [2, 1]]) }), [[0.5, 9], [0.25, -0.75]]); // prettier-ignore
      expect(value).toBe(safe.value);
      expect(slopes).toEqual(safe.slopes);
      expect(slopes[1]).toBe(0);
      expect(slopes.every(Number.isFinite)).toBe(true);
    }
  });

  it.each(Object.keys(ofClasses))('%s: counts nowhere, gets no gradient, and may stand beside a NaN', name => {
    const loss = ofClasses[name]!(int([2, -100, 0]), { ignore: -100, classWeights: [1, 2, 3] });
    const rows = (middle: number[]): number[][] => [[-1, -2, -0.5], middle, [-0.25, -3, -1]]; // prettier-ignore
    const { value, slopes } = measured(loss, rows([NaN, -Infinity, NaN]));
    expect({ value, slopes }).toEqual(measured(loss, rows([0, 0, 0])));
    expect(slopes.slice(3, 6)).toEqual([0, 0, 0]);
    const two = ofClasses[name]!(int([2, 0]), { classWeights: [1, 2, 3] });
    expect(value).toBeCloseTo(
      measured(
        two,
        rows([]).filter(row => row.length > 0),
      ).value,
      14,
    );
  });

  it('is 0 if all targets are missing, or nothing has a weight', () => {
    for (const reduction of ['mean', 'sum', 'weightedMean'] as const) {
      const found = measured(nn.meanSquaredError(float([7, 7]), { ignore: 7, reduction }) as Loss, [1, NaN]);
      expect(found).toEqual({ value: 0, slopes: [0, 0] });
      const labels = measured(ofClasses['softmaxCrossEntropy']!(int([-1, -1]), { ignore: -1, reduction }), [[1, 2], [3, 4]]); // prettier-ignore
      expect(labels).toEqual({ value: 0, slopes: [0, 0, 0, 0] });
    }
    const options = { exampleWeights: float([0, 0]), reduction: 'weightedMean' } as const;
    expect(measured(nn.huber(float([1, 2]), options) as Loss, [3, 4])).toEqual({ value: 0, slopes: [0, 0] });
  });

  it('of an empty batch the mean stays NaN without one, and is 0 with one', () => {
    const [x, y] = [input('x', ['batch']), input('y', ['batch'])];
    const [plain, missing] = [x.pipe(nn.meanSquaredError(y)), x.pipe(nn.meanSquaredError(y, { ignore: -1 }))];
    feed([x, new Float32Array()], [y, new Float32Array()]);
    expect([read(plain).item(), read(missing).item()]).toEqual([NaN, 0]);
  });

  it('must be a number that the targets can be, and labels must be numbers', () => {
    expect(() => nn.huber(float([1]), { ignore: NaN })(float([1]) as never)).toThrow(
      'huber: ignore must be a finite number, a target that stands for a missing one, got NaN. Try -100.',
    );
    expect(() => ofClasses['softmaxCrossEntropy']!(int([1]), { ignore: 0.5 })(float([[1, 2]]))).toThrow(
      'softmaxCrossEntropy: ignore must be a whole number',
    );
    const dense = nn.softmaxCrossEntropy(float([[0.5, 0.5]]), { ignore: -1 }) as unknown as Loss;
    expect(() => dense(float([[1, 2]]))).toThrow(
      'softmaxCrossEntropy: ignore must be left out for targets that are probabilities, got -1. Give such examples the weight 0',
    );
  });

  it('is no other number outside of the domain', () => {
    const loss = nn.sigmoidCrossEntropy(float([0, -1, 1]), { ignore: -1 }) as Loss;
    expect(measured(loss, [0, NaN, 0]).value).toBeCloseTo(Math.LN2, 14);
    expect(() => (nn.sigmoidCrossEntropy(float([0, -2]), { ignore: -1 }) as Loss)(float([0, 0]))).toThrow(
      "sigmoidCrossEntropy: 'constant' must be from 0 to 1 for sigmoidCrossEntropy, got -2 at element 1. Give labels 0 and 1, or probabilities. The number for a missing one is -1.",
    );
    expect(() => measured(ofClasses['softmaxFocal']!(int([0, -2]), { ignore: -1 }), [[1, 2], [3, 4]])).toThrow('got -2 at element 1'); // prettier-ignore
    expect(() => measured(ofClasses['softmaxFocal']!(int([0, -1]), { ignore: -1 }), [[1, 2], [3, 4]])).not.toThrow(); // prettier-ignore
  });
});

describe('the weights of examples', () => {
  const rows = (): Node => input('x', ['batch', 'time']) as Node;

  it('are one for each example, or for each loss, with named sizes', () => {
    const [x, y] = [input('x', ['batch', 'time']), input('y', ['batch', 'time'])];
    const weight = input('weight', ['batch']);
    const losses = x.pipe(nn.meanSquaredError(y, { exampleWeights: weight, reduction: 'none' }));
    expect(losses.shape).toEqual(['batch', 'time']);
    const loss = x.pipe(nn.meanSquaredError(y, { exampleWeights: weight, reduction: 'weightedMean' }));
    feed([x, [[1, 2], [3, 4]]], [y, [[0, 0], [0, 0]]], [weight, new Float32Array([1, 3])]); // prettier-ignore
    expect(read(losses).toArray()).toEqual([[1, 4], [27, 48]]); // prettier-ignore
    expect(read(loss).item()).toBe((1 + 4 + 27 + 48) / 8);
  });

  it('may be learned: they have a gradient', () => {
    const weights = parameter([1, 3], float64);
    const loss = nn.meanSquaredError(float([0, 0]), { exampleWeights: weights as Node, reduction: 'weightedMean' });
    const node = loss(float([1, 2]) as never) as Scalar;
    expect(read(gradient(node, weights)).toArray()).toEqual([-9 / 16, 3 / 16]);
  });

  it('must begin the shape of the losses, and have their dtype', () => {
    const weigh = (exampleWeights: Node): unknown => (nn.huber(rows(), { exampleWeights }) as Loss)(rows());
    expect(() => weigh(input('w', ['time']) as Node)).toThrow(
      'huber: exampleWeights must have the shape of the losses, or begin it, got [time] and [batch, time]. Reshape them to [batch].',
    );
    expect(() => weigh(input('w', ['batch'], 'int32') as Node)).toThrow(
      "huber: exampleWeights must have the dtype of the losses, got int32 and float32. Convert them with cast(weights, 'float32').",
    );
    expect(() => weigh([1, 2] as never)).toThrow('huber');
    expect(weigh(cast(input('w', ['batch'], 'int32'), 'float32') as Node)).toBeDefined();
  });
});

describe('options of losses', () => {
  it('refuse a reduction that is none, and options that make no sense for a loss', () => {
    expect(() => nn.huber(float([1]), { reduction: 'average' as never })).toThrow(
      "huber: reduction must be a known name, got 'average'.",
    );
    const refused: readonly (readonly [string, () => unknown])[] = [
      ['labelSmoothing', () => nn.hingeLoss(float([1]), { labelSmoothing: 0.1 } as never)],
      ['classWeights', () => nn.meanSquaredError(float([1]), { classWeights: [1, 2] } as never)],
      ['ignore', () => nn.klDivergence(float([1]), { ignore: 0 } as never)],
      ['ignore', () => nn.infoNce(float([[1]]), { ignore: 0 } as never)],
      ['classWeights', () => nn.sigmoidFocal(float([1]), { classWeights: [1, 2] } as never)],
    ];
    for (const [option, call] of refused) expect(call).toThrow(`an option must be a known name, got '${option}'`);
  });

  it('refuse numbers outside of their ranges', () => {
    expect(() => nn.huber(float([1]), { delta: 0 })).toThrow('huber: delta must be a finite number above 0, got 0.');
    expect(() => nn.smoothL1(float([1]), { beta: -1 })).toThrow('beta must be a finite number of at least 0, got -1');
    expect(() => nn.quantileLoss(float([1]), { quantile: 1 })).toThrow('quantile must be in (0, 1), got 1');
    expect(() => nn.quantileLoss(float([1]), undefined as never)).toThrow('quantile must be in (0, 1), got undefined');
    expect(() => nn.softmaxCrossEntropy(int([1]), { labelSmoothing: 1.5 })).toThrow('at least 0 and at most 1, got 1.5');
    expect(() => nn.multiMargin(int([1]), { power: 3 as never })).toThrow('power must be 1 or 2, got 3');
    expect(() => nn.tripletMargin(float([[1]]), float([[1]]), { order: 3 })).toThrow('order must be 1, 2 or Infinity');
    expect(() => nn.infoNce(float([[1]]), { temperature: 0 })).toThrow('temperature must be a finite number above 0');
  });

  it('class weights of labels 0 and 1 are two', () => {
    const weigh = (classWeights: nn.ClassWeights): number =>
      measured(nn.sigmoidCrossEntropy(float([0, 1]), { classWeights }) as Loss, [0, 0]).value;
    expect(weigh([1, 3])).toBeCloseTo(2 * Math.LN2, 14);
    expect(weigh(new Map([[1, 3], [0, 1]]))).toBe(weigh([1, 3])); // prettier-ignore
    expect(() => weigh([1])).toThrow('sigmoidCrossEntropy: classWeights must have a weight of at least 0 for each of 2 classes');
  });
}); // prettier-ignore

describe('shapes of losses', () => {
  it('must be those of pairs of vectors, of variances, of distributions', () => {
    const [rows, row] = [float([[1, 2], [3, 4]]), float([1, 2])]; // prettier-ignore
    expect(() => nn.contrastive(rows, float([[1], [0]]))(rows)).toThrow('there must be one label for each pair of vectors, got [2, 2] and [2, 1]'); // prettier-ignore
    expect(() => nn.cosineEmbeddingLoss(rows, int([1, 0]))(rows)).toThrow('cosineEmbeddingLoss: vectors and labels must have one dtype, got float64 and int32. Declare them as float64, or convert them with cast.');
    expect(() => nn.cosineEmbeddingLoss(rows, float([1, -1]))(rows)).toThrow('must be from 0 to 1 for cosineEmbeddingLoss, got -1 at element 1. Give 1 for pairs');
    expect(() => nn.tripletMargin(rows, row as never)(rows)).toThrow('prediction and target must have one shape, got [2, 2] and [2]');
    expect(() => nn.infoNce(row)(row)).toThrow('infoNce: vectors must have the shape [batch, size], got [2]');
    expect(() => nn.gaussianNegativeLogLikelihood(rows, row)).toThrow('target and variance must have one shape, got [2, 2] and [2]');
    expect(() => nn.klDivergence(float(1))(float(1))).toThrow('klDivergence: there must be an axis of classes, got []');
    expect(() => nn.klDivergence(float([2]))(float([1]))).toThrow('must be from 0 to 1 for klDivergence, got 2 at element 0. Give probabilities, or');
  }); // prettier-ignore
});
