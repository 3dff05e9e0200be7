import {
  feedOf,
  gradient,
  gradientCheck,
  input,
  mul,
  openFrame,
  parameter,
  parametersOf,
  read,
  registersOf,
  sum,
  type Node,
} from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { batchNorm, dense, relu } from '../index.ts';
import { handNormalized, uneven } from '../testing/hand-normalized.ts';
import { sourcesOf } from '../testing/training.ts';

/** The value of a register or parameter below a node, by the end of its name. */
function owned(node: Node, part: string): Node {
  return registersOf(node).find(({ name }) => name.endsWith(`/${part}`))! as Node;
}

const numbersOf = (node: Node): number[] => [...read(node).data];

/** Takes a step with each batch, and returns the last outputs. */
function steps(x: Node, outputs: readonly Node[], batches: readonly Tensor[]): readonly Tensor[] {
  const frame = openFrame({ outputs, training: true, steps: true });
  let found: readonly Tensor[] = [];
  for (const batch of batches)
    frame.run([feedOf(x as never, batch)], outcome => {
      if ('error' in outcome) throw outcome.error;
      found = outcome.outputs;
    });
  frame.close();
  return found;
}

const batchOf = (values: readonly number[], shape: readonly number[]): Tensor =>
  tensor([...values], { shape, dtype: 'float64' });

describe('batchNorm', () => {
  it('normalizes each channel of a training batch, scales it and adds the offset', () => {
    const x = input('x', ['batch', 2, 3], 'float64') as Node;
    const y = batchNorm({ epsilon: 0.01 })(x);
    parametersOf(y).forEach(one => one.set(one.name.endsWith('scale') ? [1, 2, 3] : [10, 20, 30]));
    const values = uneven(24);
    const [found] = steps(x, [y], [batchOf(values, [4, 2, 3])]);
    expect(found!.shape).toEqual([4, 2, 3]);
    for (let channel = 0; channel < 3; channel++) {
      const of = (all: ArrayLike<number>): number[] => Array.from(all).filter((_, i) => i % 3 === channel);
      const wanted = handNormalized(of(values), 0.01).map(value => value * (channel + 1) + 10 * (channel + 1));
      of(found!.data).forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
    }
  });

  it('uses the running statistics outside of training, and builds nothing else', () => {
    const x = input('x', [2, 2], 'float64');
    const y = batchNorm({ epsilon: 0 })(x as Node);
    x.set([[1, 2], [3, 4]]); // prettier-ignore
    expect(read(y).toArray()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(
      sourcesOf(y)
        .filter(name => name !== 'constant')
        .sort(),
    ).toEqual(['batchNorm1/mean', 'batchNorm1/offset', 'batchNorm1/scale', 'batchNorm1/variance', 'x']);
  });

  it('moves the running statistics by steps, the variance by the unbiased one', () => {
    const x = input('x', ['batch', 1], 'float64') as Node;
    const y = batchNorm({ momentum: 0.75 })(x);
    steps(x, [y], [batchOf([1, 3, 8], [3, 1])]);
    expect(numbersOf(owned(y, 'mean'))).toEqual([1]);
    expect(numbersOf(owned(y, 'variance'))).toEqual([0.75 + 0.25 * 13]);
    steps(x, [y], [batchOf([5, 5], [2, 1])]);
    expect(numbersOf(owned(y, 'mean'))).toEqual([0.75 + 0.25 * 5]);
    expect(numbersOf(owned(y, 'variance'))).toEqual([0.75 * 4]);
  });

  it('moves nothing in passes that are no steps', () => {
    const x = input('x', [3, 1], 'float64');
    x.set([[1], [3], [8]]);
    const y = batchNorm()(x as Node);
    const frame = openFrame({ outputs: [y], training: true });
    for (let pass = 0; pass < 3; pass++) frame.run([], () => {});
    frame.close();
    read(y);
    y.subscribe().unsubscribe();
    expect([owned(y, 'mean'), owned(y, 'variance')].map(numbersOf)).toEqual([[0], [1]]);
  });

  it('moves no statistics in a step without rows', () => {
    const x = input('x', ['batch', 2], 'float64') as Node;
    const y = batchNorm({ momentum: 0.5 })(x);
    steps(x, [y], [batchOf([1, 2, 3, 6], [2, 2])]);
    const before = [owned(y, 'mean'), owned(y, 'variance')].map(numbersOf);
    expect(before).toEqual([[1, 2], [1.5, 4.5]]); // prettier-ignore
    const [found] = steps(x, [y], [batchOf([], [0, 2])]);
    expect(found!.shape).toEqual([0, 2]);
    expect([owned(y, 'mean'), owned(y, 'variance')].map(numbersOf)).toEqual(before);
  });

  it('returns the offset for a single value per channel, and moves the mean only', () => {
    const x = input('x', ['batch', 2], 'float64') as Node;
    const y = batchNorm({ momentum: 0.5 })(x);
    parametersOf(y).find(({ name }) => name.endsWith('offset'))!.set([7, 8]); // prettier-ignore
    const [found] = steps(x, [y], [batchOf([4, 6], [1, 2])]);
    expect(found!.toArray()).toEqual([[7, 8]]);
    expect([owned(y, 'mean'), owned(y, 'variance')].map(numbersOf)).toEqual([[2, 3], [1, 1]]); // prettier-ignore
  });

  it('keeps the running statistics with a momentum of 1, and takes those of the batch with 0', () => {
    const found = [1, 0].map(momentum => {
      const x = input('x', ['batch', 1], 'float64') as Node;
      const y = batchNorm({ momentum })(x);
      steps(x, [y], [batchOf([1, 3], [2, 1])]);
      return [...numbersOf(owned(y, 'mean')), ...numbersOf(owned(y, 'variance'))];
    });
    expect(found).toEqual([[0, 1], [2, 2]]); // prettier-ignore
  });

  it('has the slopes of differences, in training and outside of it', () => {
    const x = parameter(batchOf(uneven(12), [4, 3]), { name: 'x' }) as Node;
    const y = batchNorm()(x);
    const loss = sum(mul(y, mul(y, y))) as Node<readonly []>;
    for (const one of parametersOf(y)) if (one.name !== 'x') one.set([0.5, 1.5, -2]);
    expect(gradientCheck(loss).passed).toBe(true);
    const [slope] = steps(x, [gradient(sum(mul(y, y)) as Node<readonly []>, x)], [batchOf(uneven(12), [4, 3])]);
    const byHand = (moved: number): number => {
      const values = uneven(12).map((value, i) => (i === 4 ? value + moved : value));
      const channel = handNormalized(values.filter((_, i) => i % 3 === 1), 1e-5).map(value => 1.5 * value + 1.5); // prettier-ignore
      return channel.reduce((total, value) => total + value * value, 0);
    };
    expect(slope!.data[4]).toBeCloseTo((byHand(1e-5) - byHand(-1e-5)) / 2e-5, 6);
  });

  it('names what it owns after its number in the network; the statistics are no parameters', () => {
    const y = input('x', ['batch', 4]).pipe(dense(3), batchNorm(), relu(), dense(2), batchNorm()) as Node;
    expect(parametersOf(y).map(({ name }) => name).filter(name => name.startsWith('batch')).sort()).toEqual([
      'batchNorm1/offset',
      'batchNorm1/scale',
      'batchNorm2/offset',
      'batchNorm2/scale',
    ]); // prettier-ignore
    expect(owned(y, 'mean').shape).toEqual([3]);
  });

  it('has no scale and no offset if options say so, and takes a name', () => {
    const named = (options: object): string[] =>
      registersOf(batchNorm(options)(input('x', ['batch', 4]) as Node)).map(({ name }) => name).sort(); // prettier-ignore
    expect(named({ scale: false })).toEqual(['batchNorm1/mean', 'batchNorm1/offset', 'batchNorm1/variance']);
    expect(named({ scale: false, offset: false, name: 'norm' })).toEqual(['norm/mean', 'norm/variance']);
  });

  it('shares all that it owns when it is applied again; a step with both fails and moves nothing', () => {
    const layer = batchNorm();
    const [a, b] = ['a', 'b'].map(name => input(name, ['batch', 2], 'float64') as Node);
    const [first, second] = [layer(a!), layer(b!)];
    expect(registersOf(first!, second!).length).toBe(4);
    steps(a!, [first!], [batchOf([1, 2, 3, 4], [2, 2])]);
    const before = numbersOf(owned(second!, 'mean'));
    expect(before).not.toEqual([0, 0]);
    expect(() => steps(a!, [first!, layer(a!)], [batchOf([1, 2, 3, 4], [2, 2])])).toThrow(
      'becomes(batchNorm1/mean): a step may write a register once, got two rules for it.',
    );
    expect(numbersOf(owned(first!, 'mean'))).toEqual(before);
  });

  it('refuses inputs without channels, others than before, and those that are no floats', () => {
    const layer = batchNorm();
    expect(() => layer(input('x', [4]) as Node)).toThrow(
      'batchNorm: the input must have 2 axes or more, and a fixed size along the last, got [4]. Reshape it.',
    );
    expect(() => layer(input('x', ['batch', 'width']) as Node)).toThrow('got [batch, width]');
    expect(() => layer(input('x', ['batch', 2], 'int32') as Node)).toThrow(
      'batchNorm: the input must be float32 or float64, got int32. Convert it with cast.',
    );
    layer(input('x', ['batch', 2]) as Node);
    expect(() => layer(input('y', ['batch', 3]) as Node)).toThrow(
      'batchNorm: a layer applied again must get as many channels as before, got [batch, 3] and [2]. Make a second layer.',
    );
  });

  it('refuses options that make no sense', () => {
    for (const momentum of [-0.1, 1.1, NaN])
      expect(() => batchNorm({ momentum })).toThrow(
        `batchNorm: momentum must be from 0 to 1, got ${momentum}. Try 0.9.`,
      );
    for (const epsilon of [-1, NaN, Infinity])
      expect(() => batchNorm({ epsilon })).toThrow(
        `batchNorm: epsilon must be a finite number of at least 0, got ${epsilon}. Try 1e-5.`,
      );
    expect(() => batchNorm({ momentun: 0.5 } as never)).toThrow(/momentum/);
  });
});
