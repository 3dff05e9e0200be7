import { constant, gradient, gradientCheck, input, parameter, read, type Node, type Parameter } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { meanSquaredError, sigmoidCrossEntropy, softmaxCrossEntropy } from '../index.ts';

type Rows = readonly (readonly number[])[];

const float64 = { dtype: 'float64' } as const;
const labelsOf = (labels: readonly number[]): Node<readonly [number]> =>
  constant(labels, { dtype: 'int32' }) as Node<readonly [number]>;

/** A loss of logits, its value and its gradient. */
function measure(
  values: Rows | readonly number[],
  loss: (logits: Node) => Node,
  dtype: 'float32' | 'float64' = 'float64',
) {
  const logits = parameter(values as Rows, { dtype, name: 'logits' }) as unknown as Parameter;
  const node = loss(logits as Node);
  return { node, value: read(node).item(), gradient: read(gradient(node, logits as Node)).toArray() as number[][] };
}

const cross = (labels: readonly number[]) => softmaxCrossEntropy(labelsOf(labels)) as unknown as (logits: Node) => Node;
const binary = (labels: readonly number[], dtype: 'float32' | 'float64' = 'float64') =>
  sigmoidCrossEntropy(constant(labels, { dtype }) as Node) as (logits: Node) => Node;

describe('softmaxCrossEntropy', () => {
  const logits = [[1, -2, 0.5], [0, 3, -1]]; // prettier-ignore
  const softmax = (row: readonly number[]): number[] => {
    const powers = row.map(Math.exp);
    return powers.map(power => power / powers.reduce((a, b) => a + b));
  };

  it('is the mean of −log softmax at the label', () => {
    const { value } = measure(logits, cross([2, 1]));
    const wanted = -(Math.log(softmax(logits[0]!)[2]!) + Math.log(softmax(logits[1]!)[1]!)) / 2;
    expect(value).toBeCloseTo(wanted, 14);
    expect(measure([[0, 0, 0, 0]], cross([3])).value).toBeCloseTo(Math.log(4), 14);
  });

  it('has the gradient (softmax − oneHot) / n', () => {
    const { node, gradient } = measure(logits, cross([2, 1]));
    logits.forEach((row, i) =>
      softmax(row).forEach((p, j) => expect(gradient[i]![j]).toBeCloseTo((p - (j === [2, 1][i] ? 1 : 0)) / 2, 14)),
    );
    expect(gradientCheck(node).passed).toBe(true);
  });

  it.each(['float32', 'float64'] as const)('is exact for logits of ±1000 in %s', dtype => {
    const right = measure([[1000, -1000, 0]], cross([0]), dtype);
    expect(right.value).toBeCloseTo(0, 14);
    expect(right.gradient).toEqual([[0, 0, 0]]);
    const wrong = measure([[1000, -1000, 0]], cross([1]), dtype);
    expect(wrong.value).toBe(2000);
    expect(wrong.gradient).toEqual([[1, -1, 0]]);
  });

  it('weights each row by its class, and divides by the number of rows', () => {
    const weighted = (classWeights: readonly number[] | ReadonlyMap<unknown, number>) =>
      measure(logits, softmaxCrossEntropy(labelsOf([2, 1]), { classWeights }) as unknown as (logits: Node) => Node);
    const losses = [-Math.log(softmax(logits[0]!)[2]!), -Math.log(softmax(logits[1]!)[1]!)];
    const { node, value, gradient } = weighted([7, 3, 0.5]);
    expect(value).toBeCloseTo((0.5 * losses[0]! + 3 * losses[1]!) / 2, 14);
    expect(gradient[1]![2]).toBeCloseTo((3 * softmax(logits[1]!)[2]!) / 2, 14);
    expect(gradientCheck(node).passed).toBe(true);
    const map = new Map<unknown, number>([[2, 0.5], [0, 7], [1, 3]]); // prettier-ignore
    expect(weighted(map).value).toBe(value);
    expect(weighted([1, 1, 1]).value).toBe(measure(logits, cross([2, 1])).value);
    expect(() => weighted([1, 2])).toThrow(
      'softmaxCrossEntropy: classWeights must have a weight of at least 0 for each of 3 classes, got undefined for class 2.',
    );
    expect(() => weighted([1, 2, 3, 4])).toThrow('got 4 weights');
    expect(() => weighted([1, -2, 3])).toThrow('got -2 for class 1');
    expect(() => weighted(new Map([['sun', 1], ['rain', 2], ['snow', 1]]))).toThrow('got undefined for class 0'); // prettier-ignore
  });

  it('is the mean over a batch and time of labels with two axes', () => {
    const [steps, labels] = [parameter([logits, logits]), constant([[2, 1], [0, 0]], { dtype: 'int32' })] as Node[]; // prettier-ignore
    const of = (label: number, row: number): number => -Math.log(softmax(logits[row]!)[label]!);
    const loss = softmaxCrossEntropy(labels!)(steps as Node<readonly [number]>);
    expect(read(loss).item()).toBeCloseTo((of(2, 0) + of(1, 1) + of(0, 0) + of(0, 1)) / 4, 6);
  });

  it('names a label that is out of range', () => {
    expect(() => measure(logits, cross([2, 3]))).toThrow(
      'must be from 0 to 2 for softmaxCrossEntropy, got 3 at element 1. The last layer has 3 outputs',
    );
    expect(() => measure(logits, cross([-1, 0]))).toThrow('got -1 at element 0');
  });

  it('refuses labels and logits that do not belong together', () => {
    const apply = (logits: Node, labels: Node): unknown =>
      (softmaxCrossEntropy(labels as Node<readonly ['batch']>) as unknown as (logits: Node) => Node)(logits);
    const rows = input('logits', ['batch', 3]) as Node;
    expect(() => apply(rows, input('label', ['batch', 3], 'int32') as Node)).toThrow(
      'softmaxCrossEntropy: there must be one label for each row of logits, got [batch, 3] and [batch, 3]',
    );
    expect(() => apply(rows, input('label', ['batch', 1], 'int32') as Node)).toThrow('got [batch, 3] and [batch, 1]');
    expect(() => apply(rows, input('label', ['n'], 'int32') as Node)).toThrow('got [batch, 3] and [n]');
    expect(() => apply(rows, input('label', ['batch']) as Node)).toThrow(
      "softmaxCrossEntropy: labels must be int32, the number of a class (label), got float32. Declare them as input('label', ['batch'], 'int32').",
    );
    expect(() => apply(input('logits', [3]) as Node, input('label', ['batch'], 'int32') as Node)).toThrow(
      'logits must have the shape [batch, …, classes]',
    );
    expect(() =>
      apply(input('logits', ['batch', 'classes']) as Node, input('label', ['batch'], 'int32') as Node),
    ).toThrow('with a fixed number of classes');
  });
});

describe('sigmoidCrossEntropy', () => {
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
  const logits = [-3, -0.5, 0, 0.25, 4];
  const labels = [0, 1, 1, 0.25, 1];

  it('is the mean of −y log σ(x) − (1−y) log(1−σ(x))', () => {
    const terms = logits.map((x, i) => -labels[i]! * Math.log(sigma(x)) - (1 - labels[i]!) * Math.log(1 - sigma(x)));
    expect(measure(logits, binary(labels)).value).toBeCloseTo(terms.reduce((a, b) => a + b) / 5, 14);
  });

  it('has the gradient (σ(x) − y) / n, at 0 too', () => {
    const { node, gradient } = measure(logits, binary(labels));
    logits.forEach((x, i) => expect(gradient[i]).toBeCloseTo((sigma(x) - labels[i]!) / 5, 14));
    expect(gradientCheck(node).passed).toBe(true);
    expect(measure([0, 0], binary([0, 1])).gradient).toEqual([0.25, -0.25]);
  });

  it.each(['float32', 'float64'] as const)('is exact for logits of ±1000 in %s', dtype => {
    const right = measure([1000, -1000], binary([1, 0], dtype), dtype);
    expect([right.value, right.gradient]).toEqual([0, [0, 0]]);
    const wrong = measure([1000, -1000], binary([0, 1], dtype), dtype);
    expect([wrong.value, wrong.gradient]).toEqual([1000, [0.5, -0.5]]);
  });

  it('refuses labels of another shape or precision, which would broadcast', () => {
    const apply = (logits: Node, labels: Node): unknown => sigmoidCrossEntropy(labels)(logits);
    const column = input('logits', ['batch', 1]) as Node;
    expect(() => apply(column, input('y', ['batch']) as Node)).toThrow(
      'sigmoidCrossEntropy: prediction and target must have one shape, got [batch, 1] and [batch]. Reshape one of them.',
    );
    expect(() => apply(column, input('y', ['batch', 1], 'int32') as Node)).toThrow(
      'sigmoidCrossEntropy: prediction and target must have one dtype, got float32 and int32',
    );
  });
});

describe('meanSquaredError', () => {
  const squares = (target: Rows) => meanSquaredError(constant(target, float64) as Node) as (prediction: Node) => Node;

  it('is the mean of the squared differences', () => {
    const { node, value, gradient } = measure([[1, 2], [3, 4]], squares([[0, 2], [5, 3]])); // prettier-ignore
    expect(value).toBe((1 + 0 + 4 + 1) / 4);
    expect(gradient).toEqual([[0.5, 0], [-1, 0.5]]); // prettier-ignore
    expect(gradientCheck(node).passed).toBe(true);
  });

  it('passes gradients to a target that is computed too', () => {
    const [a, b] = [parameter([1, 2], float64), parameter([4, 0], float64)];
    expect(read(gradient(meanSquaredError(b)(a), b)).toArray()).toEqual([3, -2]);
  });

  it('refuses targets of another shape, which would broadcast', () => {
    expect(() => measure([[1, 2]], meanSquaredError(constant([1, 2], float64) as Node) as (x: Node) => Node)).toThrow(
      'meanSquaredError: prediction and target must have one shape, got [1, 2] and [2]',
    );
  });
});
