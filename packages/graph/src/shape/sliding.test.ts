import { ContractError, ShapeError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { productOfSizes, slidSize } from './combined-size.ts';
import { paddingOf, perAxis, slidingAxis, type AxisPadding } from './sliding.ts';

const VALID = { stride: 1, dilation: 1, padding: 'valid' as AxisPadding };

/** The number of places at which a window lies within a padded axis, found by trying all. */
function placesByTrial(padded: number, span: number, stride: number): number {
  let places = 0;
  for (let first = 0; first + span <= padded; first += stride) places++;
  return places;
}

describe('a window that slides along an axis', () => {
  it('has as many places as fit, for every padding, stride and dilation', () => {
    for (const size of [1, 2, 5, 8])
      for (const kernel of [1, 2, 3])
        for (const stride of [1, 2, 3])
          for (const dilation of [1, 2])
            for (const [before, after] of [
              [0, 0],
              [1, 1],
              [2, 0],
            ] as const) {
              // prettier-ignore
              const span = (kernel - 1) * dilation + 1;
              if (size + before + after < span) continue;
              const axis = slidingAxis('pool', { size, kernel, stride, dilation, padding: [before, after] });
              const out = placesByTrial(size + before + after, span, stride);
              expect(axis).toEqual({ size, out, kernel, stride, dilation, before, after });
            }
  });

  // By tf.nn.max_pool of TensorFlow's documentation: SAME pads as little as gives ceil(size / stride) places.
  it.each([
    [13, 6, 5, 1, { out: 3, before: 1, after: 2 }],
    [4, 2, 2, 1, { out: 2, before: 0, after: 0 }],
    [5, 2, 2, 1, { out: 3, before: 0, after: 1 }],
    [5, 3, 1, 1, { out: 5, before: 1, after: 1 }],
    [5, 3, 1, 2, { out: 5, before: 2, after: 2 }],
    [5, 1, 3, 1, { out: 2, before: 0, after: 0 }],
    [1, 5, 2, 1, { out: 1, before: 2, after: 2 }],
    [0, 3, 2, 1, { out: 0, before: 0, after: 1 }],
  ])(
    'of %i elements pads a window of %i with stride %i and dilation %i the same',
    (size, kernel, stride, dilation, expected) => {
      // prettier-ignore
      const found = slidingAxis('pool', { size, kernel, stride, dilation, padding: 'same' });
      const { out, before, after } = found;
      expect({ out, before, after: size === 0 ? 1 : after }).toEqual(expected);
    },
  );

  it('must fit into the axis with its padding', () => {
    expect(() => slidingAxis('maxPool', { ...VALID, size: 3, kernel: 2, dilation: 3 }, ['batch', 3, 1])).toThrow(
      new ShapeError(
        'maxPool',
        [['batch', 3, 1]],
        'a window of 4 must fit into an axis of 3 with a padding of 0',
        'Make the window smaller, or the padding larger.',
      ),
    );
    expect(slidingAxis('maxPool', { ...VALID, size: 3, kernel: 4, padding: [0, 1] }).out).toBe(1);
    expect(() => slidingAxis('maxPool', { ...VALID, size: 0, kernel: 1 })).toThrow('an axis of 0');
  });

  it('gives an axis with a name another one, by which equal names are equal sizes', () => {
    const named = (name: string, kernel: number, more: Partial<typeof VALID> = {}): number | string =>
      slidSize('pool', name, { ...VALID, kernel, ...more }, [name]);
    expect(named('time', 1)).toBe('time');
    expect(named('time', 3)).toBe('time-2');
    expect(named('time', 3, { padding: 'same' })).toBe('time');
    expect(named('time', 3, { padding: [1, 1] })).toBe('time');
    expect(named('time+2', 3)).toBe('time');
    expect(named('two\nlines', 2, { stride: 2 })).toBe('two\nlines/2');
    expect(named('time', 1, { padding: [2, 1] })).toBe('time+3');
    expect(named('time', 2, { stride: 2 })).toBe('time/2');
    expect(named('time', 3, { stride: 2, padding: 'same' })).toBe('(time+1)/2');
    expect(named('time', 3, { stride: 2, padding: [1, 1] })).toBe('(time+1)/2');
    expect(named('time/2', 2, { stride: 2 })).toBe('time/2/2');
    expect(named('time*2', 2, { stride: 2 })).toBe('time');
    expect(named('(time+1)*3', 3, { stride: 3 })).toBe('time+1');
    expect(named('time*12', 2, { stride: 2 })).toBe('time*12/2');
    expect(productOfSizes(['time-2', 2])).toBe('(time-2)*2');
    expect(named('(time+1)/2', 2)).toBe('(time+1)/2-1');
    expect(slidSize('pool', 7, { ...VALID, kernel: 2, stride: 2 }, [7])).toBe(3);
  });
});

describe('sizes and strides', () => {
  it('are one number for all axes, or one for each', () => {
    expect(perAxis('maxPool', 'the stride', 2, 2)).toEqual([2, 2]);
    expect(perAxis('maxPool', 'the stride', [2, 3], 2)).toEqual([2, 3]);
  });

  it('are refused if they are too few or too many, or not positive whole numbers', () => {
    expect(() => perAxis('maxPool', 'the stride', [2], 2)).toThrow(
      new ContractError(
        'maxPool',
        'the stride must be one number, or one for each of 2 axes',
        '[2]',
        'Give it 2 numbers.',
      ),
    );
    expect(() => perAxis('maxPool', 'the size', [2, 2], 1)).toThrow('got [2, 2]. Give it one number.');
    for (const wrong of [0, -1, 1.5, NaN, [2, 0], '2', undefined])
      expect(() => perAxis('maxPool', 'the size', wrong as number, 2)).toThrow(
        'maxPool: the size must be of positive whole numbers, got ',
      );
  });
});

describe('the padding of each axis', () => {
  it('is a word or a number for all sides, or one or two numbers for each axis', () => {
    expect(paddingOf('maxPool', 'same', 2)).toEqual(['same', 'same']);
    expect(paddingOf('maxPool', 1, 2)).toEqual([[1, 1], [1, 1]]); // prettier-ignore
    expect(paddingOf('maxPool', [1, 0], 2)).toEqual([[1, 1], [0, 0]]); // prettier-ignore
    expect(paddingOf('maxPool', [[1, 0], 2], 2)).toEqual([[1, 0], [2, 2]]); // prettier-ignore
  });

  it('is refused otherwise, with the word that was meant', () => {
    expect(() => paddingOf('maxPool', 'sane' as 'same', 2)).toThrow(/maxPool: the padding must be a known name.*same/);
    expect(() => paddingOf('maxPool', [1], 2)).toThrow(
      'the padding must be one number, or one for each of 2 axes, got [1].',
    );
    for (const wrong of [-1, 0.5, [[1, 2, 3], 0], [[-1, 0], 0], null])
      expect(() => paddingOf('maxPool', wrong as number, 2)).toThrow(
        "maxPool: the padding must be 'valid', 'same', a whole number from 0, or one or two for each axis, got ",
      );
  });
});
