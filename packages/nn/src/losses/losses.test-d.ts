import type { Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  contrastive,
  gaussianNegativeLogLikelihood,
  huber,
  infoNce,
  klDivergence,
  multiMargin,
  negativeLogLikelihood,
  sigmoidFocal,
  softmaxCrossEntropy,
  tripletMargin,
  type Reduction,
} from '../index.ts';

declare const logits: Node<readonly ['batch', 'time', 10]>;
declare const labels: Node<readonly ['batch', 'time']>;
declare const weights: Node<readonly ['batch']>;

test('a loss is a scalar, or has the shape of the losses', () => {
  expectTypeOf(logits.pipe(huber(logits))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(logits.pipe(huber(logits, { delta: 2, exampleWeights: weights }))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(logits.pipe(sigmoidFocal(logits, { reduction: 'none' }))).toEqualTypeOf<
    Node<readonly ['batch', 'time', 10]>
  >();
  expectTypeOf(logits.pipe(softmaxCrossEntropy(labels, { reduction: 'weightedMean' }))).toEqualTypeOf<
    Node<readonly []>
  >();
  const rows = { reduction: 'none' } as const;
  expectTypeOf(logits.pipe(softmaxCrossEntropy(labels, rows))).toEqualTypeOf<Node<readonly ['batch', 'time']>>();
  expectTypeOf(logits.pipe(negativeLogLikelihood(logits, rows))).toEqualTypeOf<Node<readonly ['batch', 'time']>>();
  expectTypeOf(logits.pipe(multiMargin(labels, rows))).toEqualTypeOf<Node<readonly ['batch', 'time']>>();
  expectTypeOf(logits.pipe(klDivergence(logits, rows))).toEqualTypeOf<Node<readonly ['batch', 'time']>>();
  expectTypeOf(logits.pipe(tripletMargin(logits, logits, rows))).toEqualTypeOf<Node<readonly ['batch', 'time']>>();
  expectTypeOf(logits.pipe(contrastive(logits, labels))).toEqualTypeOf<Node<readonly []>>();
  const pair = {} as Node<readonly ['batch', 8]>;
  expectTypeOf(pair.pipe(infoNce(pair, rows))).toEqualTypeOf<Node<readonly ['batch']>>();
  const any = {} as { readonly reduction: Reduction };
  expectTypeOf(weights.pipe(huber(weights, any))).toEqualTypeOf<Node<readonly [] | readonly ['batch']>>();
});

test('targets must fit, and options must be those of the loss', () => {
  // @ts-expect-error -- a target of another shape
  logits.pipe(huber(labels));
  // @ts-expect-error -- labels of another shape
  logits.pipe(multiMargin(weights));
  // @ts-expect-error -- there is no such option
  huber(labels, { labelSmoothing: 0.1 });
  // @ts-expect-error -- there is no such reduction
  huber(labels, { reduction: 'average' });
  // @ts-expect-error -- a variance must be given
  gaussianNegativeLogLikelihood(labels);
});
