import { input, type Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  batchNorm,
  dense,
  dropout,
  groupNorm,
  layerNorm,
  meanSquaredError,
  multiMargin,
  relu,
  rmsNorm,
  sigmoid,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  type Wrong,
} from '../index.ts';

declare const image: Node<readonly ['batch', 784]>;
declare const digit: Node<readonly ['batch']>;
declare const target: Node<readonly ['batch', 10]>;

test('layers know the shapes of what they give', () => {
  expectTypeOf(image.pipe(dense(128))).toEqualTypeOf<Node<readonly ['batch', 128]>>();
  expectTypeOf(image.pipe(dense(128), relu(), dropout(0.5), dense(10), softmax())).toEqualTypeOf<
    Node<readonly ['batch', 10]>
  >();
  expectTypeOf(image.pipe(batchNorm(), layerNorm(), rmsNorm(), groupNorm(4))).toEqualTypeOf<
    Node<readonly ['batch', 784]>
  >();
  // @ts-expect-error -- there is no such option
  batchNorm({ momentun: 0.9 });
  expectTypeOf(image.pipe(sigmoid())).toEqualTypeOf<Node<readonly ['batch', 784]>>();
});

test('dense acts along the last axis of any rank, and asks for rows and columns', () => {
  const sequence = {} as Node<readonly ['batch', 'time', 8]>;
  expectTypeOf(sequence.pipe(dense(3))).toEqualTypeOf<Node<readonly ['batch', 'time', 3]>>();
  const open = {} as Node;
  expectTypeOf(open.pipe(dense(3))).toEqualTypeOf<Node>();
  expectTypeOf(dense(3)(digit)).toEqualTypeOf<
    Node<Wrong<'dense: the input must have the shape [batch, …, size] with a fixed size, got [batch]'>>
  >();
  // @ts-expect-error Wrong<"dense: the input must have the shape [batch, …, size] with a fixed size, got [batch]">
  digit.pipe(dense(3));
  // @ts-expect-error Wrong<"dense: … got [batch]">
  digit.pipe(dense(3), relu(), dense(4));
  // @ts-expect-error Wrong<"dense: … got [batch, time]">
  ({} as Node<readonly ['batch', 'time']>).pipe(dense(3));
  expectTypeOf(dense(3).weight).toEqualTypeOf<Node>();
});

test('losses are scalars, and ask for targets that fit', () => {
  const logits = image.pipe(dense(10));
  expectTypeOf(logits.pipe(softmaxCrossEntropy(digit))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(logits.pipe(meanSquaredError(target))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(logits.pipe(softmaxCrossEntropy(target))).toEqualTypeOf<Node<readonly []>>();
  // @ts-expect-error -- a label for each row, or a probability for each logit
  logits.pipe(softmaxCrossEntropy(image));
  // @ts-expect-error Mismatch<"softmaxCrossEntropy: labels must be int32, the number of a class, got float32. …">
  logits.pipe(softmaxCrossEntropy(input('digit', ['batch'])));
  expectTypeOf(logits.pipe(softmaxCrossEntropy(input('p', ['batch', 10])))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(logits.pipe(softmaxCrossEntropy(digit, { reduction: 'none' }))).toEqualTypeOf<
    Node<readonly ['batch']>
  >();
  // @ts-expect-error Mismatch<"multiMargin: there must be one label for each row of logits, got …">
  logits.pipe(multiMargin(input('digit', ['batch', 10], 'int32')));
  // @ts-expect-error Mismatch<"sigmoidCrossEntropy: the target must be of floats as the prediction, got int32. …">
  logits.pipe(sigmoidCrossEntropy(input('digit', ['batch', 10], 'int32')));
  // @ts-expect-error -- ten targets, and 784 predictions
  image.pipe(meanSquaredError(target));
});
