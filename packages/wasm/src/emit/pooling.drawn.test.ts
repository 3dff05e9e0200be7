import { takenRows } from '@thalweg/drawn';
import { averagePool, constant, gradient, gradients, input, maxPool, mul, square, sum, upsample, type MaxPoolOptions, type Node } from '@thalweg/graph'; // prettier-ignore
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameBits, numbers, passOf, type Feed } from '../testing/both-ways.ts';
import { sized } from '../testing/sized.ts';
import { wasm } from '../wasm.ts';

type Pool = (x: Node, size: number | readonly number[], options?: MaxPoolOptions) => Node;

const counting: Pool = (x, size, options) => averagePool(x, size, { ...options, countPadding: true });

const POOLS: readonly (readonly [string, Pool])[] = [['the largest', maxPool], ['the mean', averagePool], ['the mean with padding', counting]]; // prettier-ignore

const OPTIONS: readonly (readonly [number | readonly number[], MaxPoolOptions])[] = [
  [1, {}],
  [2, {}],
  [2, { stride: 1 }],
  [2, { stride: 3 }],
  [2, { padding: 'same' }],
  [3, { stride: 2, padding: 1 }],
  [3, { stride: 1, padding: 'same' }],
  [[1, 3], { stride: [3, 1], padding: [0, [2, 0]] }],
  [5, { stride: 2, padding: 'same' }],
  [2, { stride: 1, dilation: 2 }],
  [2, { stride: 3, dilation: [1, 2], padding: [0, [2, 1]] }],
  [3, { stride: 2, dilation: 2, padding: 'same' }],
  [[5, 2], { stride: 1, dilation: [1, 3], padding: 'same' }],
];

/** A pool of a node, its gradient, and the gradient of that. */
function ofAnyOrder(pooled: Node, x: Node): readonly Node[] {
  const weights = constant(tensor(numbers(sizeOf(pooled.shape.slice(1) as Sizes)), { shape: pooled.shape.slice(1) as Sizes })); // prettier-ignore
  const slope = gradients(sum(mul(square(pooled), weights as Node))).of(x);
  return [pooled, slope, gradients(sum(mul(square(slope), 0.5))).of(x)];
}

describe.each(POOLS)('compiled windows with %s', (name, pool) => {
  it.each(takenRows(`windows with ${name}`, OPTIONS, ([, { dilation = 1 }]) => `${dilation !== 1}`))('of size %j with %j are the interpreter’s, with gradients of two orders', (size, options) => {
    for (const [height, width, channels] of [[2, 3, 1], [5, 5, 3], [8, 7, 4], [6, 5, 22], [14, 13, 16]] as const) {
      if (options.padding === undefined && Math.max(...[size].flat()) + (options.dilation === 2 ? 1 : 0) > Math.min(height, width)) continue;
      const x = sized([2, height, width, channels]) as Node;
      expectSameBits(ofAnyOrder(pool(x, size, options), x));
    }
  }); // prettier-ignore

  it('slide along sequences, by rows of any size', () => {
    for (const [length, channels] of [[1, 1], [7, 3], [64, 8]] as const) {
      const x = sized([3, length, channels]) as Node;
      expectSameBits(ofAnyOrder(pool(x, 1), x));
      expectSameBits(ofAnyOrder(pool(x, 3, { padding: 1 }), x));
      expectSameBits(ofAnyOrder(pool(x, 20, { stride: 7, padding: 'same' }), x));
      if (length > 1) expectSameBits(ofAnyOrder(pool(x, 18, { stride: 5, dilation: 3, padding: 'same' }), x));
    }
  }); // prettier-ignore

  it('take batches of any size, and axes with names', () => {
    const x = input('x', ['batch', 'time', 5]);
    const feeds = [[2, 6], [3, 6], [1, 6], [0, 6], [4, 7], [2, 6]].map(([batch, time]): readonly Feed[] => [
      [x, tensor(numbers(batch! * time! * 5), { shape: [batch!, time!, 5] })],
    ]);
    const y = pool(x as Node, 3, { stride: 2, padding: 'same' });
    expectSameBits([y, gradient(sum(square(y)), x as Node)], ...feeds);
    const z = pool(x as Node, 2);
    expectSameBits([z, gradient(sum(square(z)), x as Node)], ...feeds);
  }); // prettier-ignore

  const taken = takenRows(`special values with ${name}`, OPTIONS);
  it('agree about NaN, infinities, zeros of both signs and equals', () => {
    const special = [NaN, -0, 0, Infinity, -Infinity, 1, 1, -1, NaN, 5, 0, -0, -Infinity, -Infinity, 2, 2, 3];
    for (const channels of [1, 6])
      for (const [size, options] of taken) {
        const shape = [2, 6, 5, channels];
        const elements = Array.from({ length: sizeOf(shape) }, (__, i) => special[(i * i + 3 * i) % special.length]!);
        const x = constant(tensor(elements, { shape })) as Node;
        const y = pool(x, size, options);
        const upstream = constant(tensor(numbers(sizeOf(y.shape as Sizes)), { shape: y.shape as Sizes })) as Node;
        expectSameBits([y, gradient(y, x, { upstream }), gradient(y, x, { upstream: mul(upstream, -0) })]);
      }
  });
});

describe('compiled upsampling', () => {
  it.each(['nearest', 'bilinear'] as const)('has the bits of the interpreter, %s, for batches of any size', mode => {
    const x = input('x', ['batch', 3, 4, 5]);
    const feeds = [2, 0, 1, 3].map((batch): readonly Feed[] => [
      [x, tensor(numbers(batch * 60), { shape: [batch, 3, 4, 5] })],
    ]);
    const y = upsample(x, [2, 3], { mode }) as Node;
    expectSameBits([y], ...feeds);
    // Bilinear gradients meet in float32 where the graph adds them; these are of one term.
    const z = mode === 'nearest' ? y : (upsample(x, 1, { mode }) as Node);
    expectSameBits([gradient(sum(square(z)), x as Node)], ...feeds);
  });
});

it('the interpreter takes windows of float64 and of whole numbers', () => {
  for (const dtype of ['float64', 'int32'] as const) {
    const y = maxPool(sized([1, 4, 4, 2], dtype) as Node, 2);
    expect(passOf([y], [], wasm())[0]!.toArray()).toEqual(passOf([y], [])[0]!.toArray());
    expect(() => expectSameBits([y])).toThrow('to deeply equal []');
  }
});
