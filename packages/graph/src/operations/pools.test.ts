import { ContractError, DtypeError, ShapeError, sizeOf, tensor, type DType, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  averagePool,
  constant,
  globalAveragePool,
  gradient,
  gradientCheck,
  gradients,
  input,
  maxPool,
  mul,
  parameter,
  read,
  square,
  sum,
  upsample,
  type AveragePoolOptions,
  type MaxPoolOptions,
  type Node,
} from '../index.ts';
import { naiveWindows, sameSides, type NaiveWindows } from '../testing/naive-windows.ts';
import { drawn, tensorOf } from '../testing/plain.ts';

/** A pool as it is called, and as windows of which the elements are found by looking at all. */
interface Case {
  readonly shape: Sizes;
  readonly size: number | readonly number[];
  readonly options: MaxPoolOptions;
  readonly naive: NaiveWindows;
}

const SIDES = [0, 1] as const;

function images(): Case[] {
  const cases: Case[] = [];
  for (const [height, width] of [[1, 1], [2, 3], [5, 4], [7, 7]] as const)
    for (const size of [[1, 1], [2, 2], [3, 3], [2, 3]] as const)
      for (const stride of [[1, 1], [2, 2], [3, 3], [1, 3]] as const)
        for (const padding of ['valid', 'same', 1, [[1, 0], [0, 1]], [0, 1]] as const)
          for (const channels of [1, 3]) {
            const sides = SIDES.map(axis => {
              if (padding === 'valid') return [0, 0] as const;
              if (padding === 'same') return sameSides([height, width][axis]!, size[axis], stride[axis]);
              const own = typeof padding === 'number' ? padding : padding[axis];
              return typeof own === 'number' ? ([own, own] as const) : own;
            });
            const naive = { size, stride, padding: [sides[0]!, sides[1]!] } as const;
            const explicit = typeof padding !== 'string';
            if (explicit && SIDES.some(axis => Math.max(...sides[axis]!) >= size[axis])) continue;
            if (SIDES.some(axis => [height, width][axis]! + sides[axis]![0] + sides[axis]![1] < size[axis])) continue;
            cases.push({ shape: [2, height, width, channels], size, options: { stride, padding }, naive });
          }
  return cases;
} // prettier-ignore

/** Windows whose elements are apart. */
function apart(): Case[] {
  const cases: Case[] = [];
  for (const [height, width] of [[4, 5], [7, 6]] as const)
    for (const size of [[2, 2], [1, 3], [3, 2]] as const)
      for (const stride of [[1, 1], [2, 1], [3, 4]] as const)
        for (const dilation of [[2, 2], [1, 2], [2, 3]] as const)
          for (const padding of [[[0, 0], [0, 0]], [[1, 0], [0, 2]], [[1, 1], [1, 1]]] as const) {
            const span = SIDES.map(axis => (size[axis] - 1) * dilation[axis] + 1);
            if (SIDES.some(axis => Math.max(...padding[axis]) >= span[axis]!)) continue;
            if (SIDES.some(axis => [height, width][axis]! + padding[axis][0] + padding[axis][1] < span[axis]!)) continue;
            const naive = { size, stride, dilation, padding };
            cases.push({ shape: [1, height, width, 2], size, options: { stride, dilation, padding }, naive });
          }
  return cases;
} // prettier-ignore

const CASES = [...images(), ...apart()];

const largest = (places: readonly number[], x: ArrayLike<number>): number =>
  places.reduce((best, place) => (x[place]! > x[best]! ? place : best));

const valueOf = (shape: Sizes, seed: number, dtype: DType = 'float64'): Node =>
  parameter(tensorOf(drawn(shape, seed), dtype)) as Node;

const numbers = (node: Node): number[] => Array.from(read(node).data);

const oneRow = (values: readonly number[], dtype: DType = 'float64'): Node =>
  constant(tensor([...values], { shape: [1, values.length, 1], dtype })) as Node;

describe('the largest of each window', () => {
  it('is that of its elements, for every size, stride and padding', () => {
    expect(CASES.length).toBeGreaterThan(300);
    for (const { shape, size, options, naive } of CASES) {
      const x = valueOf(shape, 1);
      const elements = numbers(x);
      const found = naiveWindows(shape, naive).map(places => elements[largest(places, elements)]);
      expect(numbers(maxPool(x, size, options)), JSON.stringify({ shape, size, options })).toEqual(found);
    }
  });

  it('passes its gradient to the first of equals, and adds what overlapping windows give', () => {
    for (const { shape, size, options, naive } of CASES) {
      const ties = drawn(shape, 2).data.map(value => Math.round(value));
      const x = parameter(tensor(ties, { shape, dtype: 'float64' })) as Node;
      const y = maxPool(x, size, options) as Node;
      const upstream = valueOf(y.shape as Sizes, 3);
      const expected = new Array<number>(sizeOf(shape)).fill(0);
      const given = numbers(upstream);
      naiveWindows(shape, naive).forEach((places, window) => {
        expected[largest(places, ties)]! += given[window]!;
      });
      const title = JSON.stringify({ shape, size, options });
      const found = numbers(gradient(y, x, { upstream }));
      expect(found.map(value => value + 0), title).toEqual(expected.map(value => value + 0)); // prettier-ignore
    }
  });

  it('is NaN where an element is, and an infinity where that is the largest', () => {
    expect(numbers(maxPool(oneRow([1, NaN, 3, 2, -Infinity, -Infinity, Infinity, 5]), 2))).toEqual([
      NaN,
      3,
      -Infinity,
      Infinity,
    ]);
    const x = parameter([[[-Infinity], [-Infinity], [NaN], [1], [NaN], [NaN]]], { dtype: 'float64' }) as Node;
    // PyTorch gives the gradient to the last of several NaN.
    expect(numbers(gradient(maxPool(x, 2) as Node, x, { upstream: oneRow([5, 6, 7]) }))).toEqual([5, 0, 6, 0, 0, 7]);
  });

  it('is never padding, though all elements are smaller than zero', () => {
    expect(numbers(maxPool(oneRow([-3, -2, -5]), 2, { stride: 1, padding: 1 }))).toEqual([-3, -2, -2, -5]);
    expect(numbers(maxPool(oneRow([-3, -2, -5]), 2, { padding: 'same' }))).toEqual([-2, -5]);
  });

  it('of whole numbers is exact, and of float32 an element as it is', () => {
    expect(numbers(maxPool(oneRow([2 ** 31 - 1, -4, -7, -6], 'int32'), 2))).toEqual([2 ** 31 - 1, -6]);
    expect(numbers(maxPool(oneRow([0.1, 0.2], 'float32'), 2))).toEqual([Math.fround(0.2)]);
    expect(() => maxPool(constant(tensor([1, 0], { shape: [1, 2, 1], dtype: 'bool' })) as Node, 2)).toThrow(DtypeError);
  });

  it('has gradients of any order', () => {
    for (const { shape, size, options } of CASES.filter((_, index) => index % 23 === 0)) {
      const x = valueOf(shape, 4);
      const y = sum(mul(square(maxPool(x, size, options) as Node), valueOf(maxPool(x, size, options).shape as Sizes, 5)));
      expect(gradientCheck(y).passed).toBe(true);
      const slope = sum(square(gradients(y).of(x)));
      expect(gradientCheck(slope).passed).toBe(true);
    }
  }); // prettier-ignore
});

describe('the mean of each window', () => {
  const meanOf = (places: readonly number[], x: readonly number[], count: number): number =>
    places.reduce((total, place) => total + x[place]!, 0) / count;

  it.each([false, true])('is that of its elements, where padding counts: %s', countPadding => {
    for (const { shape, size, options, naive } of CASES) {
      const x = valueOf(shape, 6);
      const elements = numbers(x);
      const title = JSON.stringify({ shape, size, options });
      const count = (places: readonly number[]): number =>
        countPadding ? naive.size[0] * naive.size[1] : places.length;
      const windows = naiveWindows(shape, naive);
      const y = averagePool(x, size, { ...options, countPadding }) as Node;
      expect(numbers(y), title).toEqual(windows.map(places => meanOf(places, elements, count(places))));
      const upstream = valueOf(y.shape as Sizes, 7);
      const expected = new Array<number>(sizeOf(shape)).fill(0);
      const given = numbers(upstream);
      windows.forEach((places, window) => {
        for (const place of places) expected[place]! += given[window]! / count(places);
      });
      expect(numbers(gradient(y, x, { upstream })), title).toEqual(expected);
    }
  });

  it('is summed in float64', () => {
    const large = oneRow([2 ** 24, 1, 1, -(2 ** 24)], 'float32');
    expect(numbers(averagePool(large, 4))).toEqual([0.5]);
  });

  it('is NaN or infinite as sums are', () => {
    expect(numbers(averagePool(oneRow([1, NaN, Infinity, 2, Infinity, -Infinity]), 2))).toEqual([NaN, Infinity, NaN]);
  });

  it('is refused of whole numbers', () => {
    expect(() => averagePool(oneRow([1, 2], 'int32'), 2)).toThrow(
      new DtypeError('averagePool', ['int32'], 'inputs must be float32 or float64', 'Convert them with cast.'),
    );
  });

  it('has gradients of any order', () => {
    for (const { shape, size, options } of CASES.filter((_, index) => index % 23 === 0)) {
      const x = valueOf(shape, 4);
      const y = sum(square(averagePool(x, size, options as AveragePoolOptions) as Node));
      expect(gradientCheck(y).passed).toBe(true);
      expect(gradientCheck(sum(square(gradients(y).of(x)))).passed).toBe(true);
    }
  });
});

type Pool = (x: Node, size: number | readonly number[], options?: MaxPoolOptions) => Node;

const POOLS: readonly (readonly [string, Pool])[] = [['maxPool', maxPool], ['averagePool', averagePool]]; // prettier-ignore

describe.each(POOLS)('%s', (name, pool) => {
  const source = input('x', ['batch', 6, 5, 2], 'float64');
  const image = source as Node;

  it('takes sequences and images, empty batches and no channels', () => {
    expect(numbers(pool(oneRow([1, 1, 3, 3, 5]), 2))).toEqual([1, 3]);
    expect(read(pool(constant(tensor([], { shape: [0, 4, 4, 3] })) as Node, 2)).shape).toEqual([0, 2, 2, 3]);
    expect(read(pool(constant(tensor([], { shape: [2, 4, 4, 0] })) as Node, 2)).shape).toEqual([2, 2, 2, 0]);
    const none = parameter(tensor([], { shape: [0, 4, 4, 3] })) as Node;
    expect(read(gradient(sum(pool(none, 2)), none)).shape).toEqual([0, 4, 4, 3]);
  });

  it('takes batches of any size, one after another', () => {
    const y = pool(image, 2);
    expect(y.shape).toEqual(['batch', 3, 2, 2]);
    for (const batch of [2, 0, 1, 3]) {
      source.set(new Float64Array(batch * 60).fill(batch));
      expect(read(y).toArray()).toEqual(read(constant(tensor(new Array<number>(batch * 12).fill(batch), { shape: [batch, 3, 2, 2], dtype: 'float64' }))).toArray());
    }
  }); // prettier-ignore

  it('takes axes with names, whose sizes follow when they are known', () => {
    const x = input('x', ['batch', 'time', 1], 'float64');
    const y = pool(x as Node, 2);
    const same = pool(x as Node, 3, { stride: 2, padding: 'same' });
    expect([y.shape, same.shape]).toEqual([['batch', 'time/2', 1], ['batch', '(time+1)/2', 1]]); // prettier-ignore
    const slope = gradient(sum(y), x as Node);
    for (const time of [2, 5, 4]) {
      x.set([Array.from({ length: time }, () => [1])]);
      expect(numbers(y)).toEqual(new Array(Math.floor(time / 2)).fill(1));
      expect(numbers(same)).toEqual(new Array(Math.ceil(time / 2)).fill(1));
      expect(read(slope).shape).toEqual([1, time, 1]);
    }
    x.set([[[1]]]);
    expect(() => read(y)).toThrow(
      `${name}: a window of 2 must fit into an axis of 1 with a padding of 0, got [1, 1, 1].`,
    );
  });

  it('goes on after an unsubscription', () => {
    const x = parameter([[[1], [2], [4], [4]]], { dtype: 'float64' });
    const y = pool(x as Node, 2);
    const heard: unknown[] = [];
    y.subscribe(value => heard.push(Array.from(value.data))).unsubscribe();
    x.set([[[3], [3], [0], [0]]]);
    y.subscribe(value => heard.push(Array.from(value.data))).unsubscribe();
    expect(heard.slice(1)).toEqual([[3, 0]]);
  });

  it('refuses what does not fit when it is built', () => {
    const refuse = (size: number | number[], options: object, error: Error): void =>
      expect(() => pool(image, size, options)).toThrow(error);
    expect(() => pool(constant([[1, 2]]) as Node, 2)).toThrow(
      new ShapeError(name, [[1, 2]], 'the input must have the shape [batch, height, width, channels] or [batch, length, channels]', 'Reshape it.'),
    );
    refuse(7, {}, new ShapeError(name, [['batch', 6, 5, 2]], 'a window of 7 must fit into an axis of 6 with a padding of 0', 'Make the window smaller, or the padding larger.'));
    refuse(0, {}, new ContractError(name, 'the size must be of positive whole numbers', '0', 'Try 2.'));
    refuse(2, { stride: 1.5 }, new ContractError(name, 'the stride must be of positive whole numbers', '1.5', 'Try 2.'));
    refuse([2], {}, new ContractError(name, 'the size must be one number, or one for each of 2 axes', '[2]', 'Give it 2 numbers.'));
    refuse(2, { dilation: 0 }, new ContractError(name, 'the dilation must be of positive whole numbers', '0', 'Try 2.'));
    refuse(2, { dilation: 2, padding: 3 }, new ContractError(name, 'the padding must be smaller than the window, which would have no elements', 'a padding of 3 and a window of 3', 'Pad by 2 at most.'));
    refuse(2, { dilation: 6 }, new ShapeError(name, [['batch', 6, 5, 2]], 'a window of 7 must fit into an axis of 6 with a padding of 0', 'Make the window smaller, or the padding larger.'));
    const short = constant([[[1]]]) as Node;
    expect(() => pool(short, 2, { dilation: 2, padding: 1 })).toThrow(`${name}: each window must have an element, got [1, 1, 1]. Make the axes larger`);
    refuse(2, { padding: 2 }, new ContractError(name, 'the padding must be smaller than the window, which would have no elements', 'a padding of 2 and a window of 2', 'Pad by 1 at most.'));
    expect(() => pool(image, 2, { strides: 2 } as object)).toThrow(/strides.*Did you mean 'stride'/);
    expect(() => pool(image, 2, { padding: 'saem' } as object)).toThrow(/Did you mean 'same'/);
    const empty = constant(tensor([], { shape: [1, 0, 1] })) as Node;
    expect(() => pool(empty, 2, { padding: 1 })).toThrow(`${name}: each window must have an element, got [1, 0, 1].`);
  }); // prettier-ignore
});

describe('globalAveragePool', () => {
  it('is the mean of all elements of each channel', () => {
    const x = constant([[[[1, 5], [2, 6]], [[3, 7], [6, 2]]]]) as Node; // prettier-ignore
    expect(read(globalAveragePool(x)).toArray()).toEqual([[3, 5]]);
    expect(read(globalAveragePool(oneRow([1, 2, 6]))).toArray()).toEqual([[3]]);
    const named = input('x', ['batch', 'time', 2]);
    expect(globalAveragePool(named).shape).toEqual(['batch', 2]);
    named.set([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]); // prettier-ignore
    expect(read(globalAveragePool(named)).toArray()).toEqual([[2, 3], [6, 7]]); // prettier-ignore
  });

  it('refuses other ranks, and whole numbers', () => {
    expect(() => globalAveragePool(constant([[1]]) as Node)).toThrow(
      'globalAveragePool: the input must have the shape',
    );
    expect(() => globalAveragePool(oneRow([1, 2], 'int32'))).toThrow('globalAveragePool: inputs must be float32');
  });
});

describe('upsample', () => {
  /** The old elements around the centre of a new one, and the share of the later one. */
  function around(place: number, length: number, factor: number): readonly [number, number, number] {
    const centre = (place + 0.5) / factor - 0.5;
    if (centre <= 0) return [0, 0, 0];
    if (centre >= length - 1) return [length - 1, length - 1, 0];
    return [Math.floor(centre), Math.floor(centre) + 1, centre % 1];
  }

  it('repeats elements along each axis', () => {
    const x = constant([[[[1], [2]], [[3], [4]]]]) as Node; // prettier-ignore
    expect(read(upsample(x, [2, 3])).shape).toEqual([1, 4, 6, 1]);
    expect(numbers(upsample(x, [2, 3]))).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]); // prettier-ignore
    expect(numbers(upsample(oneRow([7, 8], 'int32'), 2))).toEqual([7, 7, 8, 8]);
    expect(read(upsample(constant(tensor([], { shape: [0, 2, 2, 3] })) as Node, 2)).shape).toEqual([0, 4, 4, 3]);
    expect(read(upsample(constant(tensor([], { shape: [1, 0, 2, 3] })) as Node, 2)).shape).toEqual([1, 0, 4, 3]);
  });

  it('keeps NaN and infinities to their own neighbourhood', () => {
    expect(numbers(upsample(oneRow([NaN, 1, Infinity]), 2))).toEqual([NaN, NaN, 1, 1, Infinity, Infinity]);
    const blurred = upsample(oneRow([NaN, 1, 3, 5, -Infinity]), 2, { mode: 'bilinear' });
    expect(numbers(blurred).slice(0, 8)).toEqual([NaN, NaN, NaN, 1.5, 2.5, 3.5, 4.5, -Infinity]);
  });

  it('interpolates between the centres of two elements along each axis', () => {
    for (const [height, width, channels] of [[1, 1, 1], [2, 3, 1], [4, 1, 3], [5, 4, 2]] as const)
      for (const [down, across] of [[2, 2], [1, 3], [4, 2]] as const) {
        const x = valueOf([2, height, width, channels], 8);
        const elements = numbers(x);
        const at = (image: number, row: number, column: number, channel: number): number =>
          elements[((image * height + row) * width + column) * channels + channel]!;
        const expected: number[] = [];
        for (let image = 0; image < 2; image++)
          for (let row = 0; row < height * down; row++)
            for (let column = 0; column < width * across; column++)
              for (let channel = 0; channel < channels; channel++) {
                const [top, bottom, below] = around(row, height, down);
                const [left, right, after] = around(column, width, across);
                const line = (of: number): number =>
                  at(image, of, left, channel) * (1 - after) + at(image, of, right, channel) * after;
                expected.push(line(top) * (1 - below) + line(bottom) * below);
              }
        const y = upsample(x, [down, across], { mode: 'bilinear' });
        expect(y.shape).toEqual([2, height * down, width * across, channels]);
        numbers(y).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
      }
  }); // prettier-ignore

  it.each(['nearest', 'bilinear'] as const)('has gradients of two orders, %s', mode => {
    const x = valueOf([2, 3, 2, 2], 9);
    const loss = sum(square(upsample(x, [2, 3], { mode }) as Node));
    expect(gradientCheck(loss).passed).toBe(true);
    expect(gradientCheck(sum(square(gradients(loss).of(x)))).passed).toBe(true);
  });

  it('takes axes with names where it repeats', () => {
    const x = input('x', ['batch', 'time', 1]);
    const y = upsample(x, 2);
    expect(y.shape).toEqual(['batch', 'time*2', 1]);
    const slope = gradient(sum(square(y as Node)), x as Node);
    expect([slope.shape, maxPool(y as Node, 2).shape]).toEqual([['batch', 'time', 1], ['batch', 'time', 1]]); // prettier-ignore
    const z = upsample(input('z', ['batch', 2, 1]), 2, { mode: 'bilinear' });
    expect(z.shape).toEqual(['batch', 4, 1]);
    x.set([[[1], [2]], [[3], [4]]]); // prettier-ignore
    expect(numbers(y as Node)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(read(slope).toArray()).toEqual([[[4], [8]], [[12], [16]]]); // prettier-ignore
    expect(() => upsample(x, 2, { mode: 'bilinear' })).toThrow(
      new ShapeError('upsample', [['batch', 'time', 1]], 'bilinear axes must have a fixed size', "Use the mode 'nearest'."), // prettier-ignore
    );
  });

  it('refuses what it cannot do', () => {
    expect(() => upsample(oneRow([1]), 0)).toThrow(
      'upsample: the factor must be of positive whole numbers, got 0. Try 2.',
    );
    expect(() => upsample(oneRow([1]), [2, 2])).toThrow('upsample: the factor must be one number');
    expect(() => upsample(constant([1]) as Node, 2)).toThrow('upsample: the input must have the shape');
    expect(() => upsample(oneRow([1]), 2, { mode: 'linear' as 'bilinear' })).toThrow(/'linear'.*'bilinear'/);
    expect(() => upsample(oneRow([1], 'int32'), 2, { mode: 'bilinear' })).toThrow(DtypeError);
  });
});
