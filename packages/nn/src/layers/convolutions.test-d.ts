import type { Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  flatten,
  relu,
  residual,
  sequential,
  type Wrong,
} from '../index.ts';

declare const image: Node<readonly ['batch', 28, 28, 3]>;
declare const sound: Node<readonly ['batch', 'time', 2]>;
declare const row: Node<readonly ['batch', 784]>;

test('convolutions know the number of their filters, and sizes that stay', () => {
  expectTypeOf(image.pipe(conv2d(16, 3, { padding: 'same' }))).toEqualTypeOf<Node<readonly ['batch', 28, 28, 16]>>();
  expectTypeOf(image.pipe(conv2d(16, 3))).toEqualTypeOf<Node<readonly ['batch', number, number, 16]>>();
  expectTypeOf(image.pipe(convTranspose2d(4, 2, { stride: 2 }))).toEqualTypeOf<
    Node<readonly ['batch', number, number, 4]>
  >();
  expectTypeOf(sound.pipe(conv1d(8, 5, { padding: 'same' }))).toEqualTypeOf<Node<readonly ['batch', 'time', 8]>>();
  expectTypeOf(image.pipe(depthwiseConv2d(3, { padding: 'same', multiplier: 4 }))).toEqualTypeOf<
    Node<readonly ['batch', 28, 28, 12]>
  >();
  expectTypeOf(image.pipe(depthwiseConv2d([3, 1], { padding: 'same' }))).toEqualTypeOf<
    Node<readonly ['batch', 28, 28, 3]>
  >();
});

test('they compose', () => {
  const network = sequential(conv2d(16, 3, { padding: 'same' }), relu(), flatten(), dense(10));
  expectTypeOf(image.pipe(network)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(image.pipe(conv2d(16, 3, { padding: 'same' }), flatten())).toEqualTypeOf<
    Node<readonly ['batch', 12_544]>
  >();
  expectTypeOf(image.pipe(residual(conv2d(3, 3, { padding: 'same' }), relu()))).toEqualTypeOf<typeof image>();
});

test('a rank that does not fit is a type error', () => {
  // @ts-expect-error Wrong<"conv2d: the input must have the shape [batch, height, width, channels], got [batch, 784]">
  row.pipe(conv2d(16, 3), relu(), dense(3));
  expectTypeOf(conv2d(16, 3)(row)).toEqualTypeOf<
    Node<Wrong<'conv2d: the input must have the shape [batch, height, width, channels], got [batch, 784]'>>
  >();
});
