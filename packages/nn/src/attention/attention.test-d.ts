import type { Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  attention,
  learnedPositions,
  multiHeadAttention,
  rotary,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
} from '../index.ts';

declare const q: Node<readonly ['batch', 4, 'time', 16]>;
declare const k: Node<readonly ['batch', 4, 'keys', 16]>;
declare const v: Node<readonly ['batch', 4, 'keys', 8]>;
declare const words: Node<readonly ['batch', 'time', 16]>;
declare const labels: Node<readonly ['batch', 'time']>;

test('attention has the axes of the queries and the width of the values', () => {
  expectTypeOf(attention(q, k, v)).toEqualTypeOf<Node<readonly ['batch', 4, 'time', 8]>>();
  expectTypeOf(attention(q as Node, k as Node, v as Node)).toEqualTypeOf<Node>();
});

test('layers keep the shape, one by one and in a row', () => {
  const y = words.pipe(learnedPositions(9), multiHeadAttention(2, { positions: rotary() }), transformerBlock(2));
  expectTypeOf(y).toEqualTypeOf<Node<readonly ['batch', 'time', 16]>>();
  expectTypeOf(words.pipe(sequential(transformerBlock(2), transformerBlock(2)))).toEqualTypeOf<typeof y>();
});

test('a loss takes a label for each position', () => {
  expectTypeOf(words.pipe(softmaxCrossEntropy(labels))).toEqualTypeOf<Node<readonly []>>();
});
