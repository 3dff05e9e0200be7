import { expectTypeOf, test } from 'vitest';
import {
  averagePool,
  type MaxPoolOptions,
  globalAveragePool,
  input,
  maxPool,
  parameter,
  upsample,
  type Node,
} from '../index.ts';

const image = input('image', ['batch', 28, 26, 3]);
const sequence = input('sequence', ['batch', 'time', 8]);
const untyped = parameter([1]) as Node;
const some = 2 as number;
const wide = input('wide', ['batch', 1000, 999, 3]);

test('the sizes that pools leave', () => {
  expectTypeOf(maxPool(image, 2)).toEqualTypeOf<Node<readonly ['batch', 14, 13, 3]>>();
  expectTypeOf(maxPool(image, 3)).toEqualTypeOf<Node<readonly ['batch', 9, 8, 3]>>();
  expectTypeOf(maxPool(image, 3, { stride: 2 })).toEqualTypeOf<Node<readonly ['batch', 13, 12, 3]>>();
  expectTypeOf(maxPool(image, 3, { stride: 2, padding: 'same' })).toEqualTypeOf<Node<readonly ['batch', 14, 13, 3]>>();
  expectTypeOf(maxPool(image, [1, 5])).toEqualTypeOf<Node<readonly ['batch', 28, 5, 3]>>();
  expectTypeOf(maxPool(image, [4, 5], { stride: [4, 1] })).toEqualTypeOf<Node<readonly ['batch', 7, 22, 3]>>();
  expectTypeOf(averagePool(image, 5, { padding: 'same', countPadding: true })).toEqualTypeOf<
    Node<readonly ['batch', 6, 6, 3]>
  >();
  expectTypeOf(averagePool(image, 2, { padding: 1 })).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(averagePool(image, some)).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(maxPool(wide, 3)).toEqualTypeOf<Node<readonly ['batch', number, 333, 3]>>();
  expectTypeOf(maxPool(image, 2, {} as MaxPoolOptions)).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(maxPool(image, 2, { stride: 0 })).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(maxPool(image, 2, { dilation: 1 })).toEqualTypeOf<Node<readonly ['batch', 14, 13, 3]>>();
  expectTypeOf(maxPool(image, 2, { dilation: 2 })).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(averagePool(image, 2, { stride: 2, dilation: 3, padding: 'same' })).toEqualTypeOf<
    Node<readonly ['batch', 14, 13, 3]>
  >();
  expectTypeOf(maxPool(image, [5, 28])).toEqualTypeOf<Node<readonly ['batch', 5, 0, 3]>>();
  expectTypeOf(maxPool(untyped, 2)).toEqualTypeOf<Node>();
});

test('axes with names get others', () => {
  expectTypeOf(maxPool(sequence, 2)).toEqualTypeOf<Node<readonly ['batch', string, 8]>>();
  expectTypeOf(maxPool(sequence, 3, { stride: 1, padding: 'same' })).toEqualTypeOf<
    Node<readonly ['batch', 'time', 8]>
  >();
  expectTypeOf(upsample(sequence, 2)).toEqualTypeOf<Node<readonly ['batch', string, 8]>>();
});

test('one element for each channel', () => {
  expectTypeOf(globalAveragePool(image)).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(globalAveragePool(sequence)).toEqualTypeOf<Node<readonly ['batch', 8]>>();
  expectTypeOf(globalAveragePool(untyped)).toEqualTypeOf<Node>();
});

test('the sizes that upsampling leads to', () => {
  expectTypeOf(upsample(image, 2)).toEqualTypeOf<Node<readonly ['batch', 56, 52, 3]>>();
  expectTypeOf(upsample(image, [1, 3], { mode: 'bilinear' })).toEqualTypeOf<Node<readonly ['batch', 28, 78, 3]>>();
  expectTypeOf(upsample(image, some)).toEqualTypeOf<Node<readonly ['batch', number, number, 3]>>();
  expectTypeOf(upsample(wide, 2)).toEqualTypeOf<Node<readonly ['batch', number, 1998, 3]>>();
  expectTypeOf(upsample(untyped, 2)).toEqualTypeOf<Node>();
});

test('what does not fit is an error', () => {
  // @ts-expect-error there is no such word
  maxPool(image, 2, { padding: 'sane' });
  // @ts-expect-error the maximum has no padding to count
  maxPool(image, 2, { countPadding: true });
  // @ts-expect-error there is no such mode
  upsample(image, 2, { mode: 'cubic' });
});
