import type { Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import { averagePool, globalAveragePool, maxPool, relu, upsample } from '../index.ts';

declare const image: Node<readonly ['batch', 28, 28, 3]>;
declare const sequence: Node<readonly ['batch', 'time', 8]>;

test('pools know the shapes of what they give', () => {
  expectTypeOf(image.pipe(maxPool(2), relu(), averagePool(2, { padding: 'same' }))).toEqualTypeOf<
    Node<readonly ['batch', 7, 7, 3]>
  >();
  expectTypeOf(image.pipe(maxPool([2, 4], { stride: [1, 3] }))).toEqualTypeOf<Node<readonly ['batch', 27, 9, 3]>>();
  expectTypeOf(image.pipe(upsample(2), globalAveragePool())).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(sequence.pipe(maxPool(3, { stride: 1, padding: 'same' }))).toEqualTypeOf<
    Node<readonly ['batch', 'time', 8]>
  >();
});
