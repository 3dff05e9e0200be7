import type { Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  concat,
  dense,
  dropout,
  flatten,
  named,
  relu,
  reshape,
  residual,
  sequential,
  softmaxCrossEntropy,
  type Wrong,
} from '../index.ts';

declare const image: Node<readonly ['batch', 28, 28, 3]>;
declare const row: Node<readonly ['batch', 784]>;
declare const label: Node<readonly ['batch']>;
declare const scalar: Node<readonly []>;
declare const open: Node;

test('flatten multiplies sizes', () => {
  expectTypeOf(image.pipe(flatten())).toEqualTypeOf<Node<readonly ['batch', 2352]>>();
  expectTypeOf(image.pipe(flatten(), dense(10))).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(({} as Node<readonly [32, 'time', 3]>).pipe(flatten())).toEqualTypeOf<Node<readonly [32, string]>>();
  expectTypeOf(({} as Node<readonly ['batch']>).pipe(flatten())).toEqualTypeOf<Node<readonly ['batch', 1]>>();
  expectTypeOf(open.pipe(flatten())).toEqualTypeOf<Node>();
  // @ts-expect-error Wrong<"flatten: the input must have a batch axis, got []">
  scalar.pipe(flatten(), dense(3));
  expectTypeOf(flatten()(scalar)).toEqualTypeOf<Node<Wrong<'flatten: the input must have a batch axis, got []'>>>();
});

test('reshape keeps the batch axis, and counts elements', () => {
  expectTypeOf(row.pipe(reshape([28, 28, 1]))).toEqualTypeOf<Node<readonly ['batch', 28, 28, 1]>>();
  expectTypeOf(image.pipe(reshape([-1, 3]))).toEqualTypeOf<Node<readonly ['batch', number, 3]>>();
  expectTypeOf(open.pipe(reshape([3]))).toEqualTypeOf<Node>();
  // @ts-expect-error Wrong<"reshape: each example must keep its number of elements, got [784] and [28, 27]">
  row.pipe(reshape([28, 27]));
  expectTypeOf(reshape([28, 27])(row)).toEqualTypeOf<
    Node<Wrong<'reshape: each example must keep its number of elements, got [784] and [28, 27]'>>
  >();
});

test('sequential is a layer of any shape, also when it stands alone', () => {
  const block = sequential(dense(8), relu(), dropout(0.5), dense(4));
  expectTypeOf(row.pipe(block)).toEqualTypeOf<Node<readonly ['batch', 4]>>();
  expectTypeOf(block(image)).toEqualTypeOf<Node<readonly ['batch', 28, 28, 4]>>();
  expectTypeOf(row.pipe(sequential(sequential(dense(3)), relu()), relu())).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(row.pipe(sequential())).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  const many = [relu(), relu()];
  expectTypeOf(open.pipe(sequential(...many))).toEqualTypeOf<Node>();
});

test('twenty-four layers fit into sequential, named and a pipe, and their shapes are known', () => {
  const block = sequential(
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
  );
  expectTypeOf(row.pipe(block)).toEqualTypeOf<Node<readonly ['batch', 8]>>();
  const scope = named(
    'model',
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
  );
  expectTypeOf(scope(image)).toEqualTypeOf<Node<readonly ['batch', 28, 28, 8]>>();
  const piped = row.pipe(
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
  );
  expectTypeOf(piped).toEqualTypeOf<Node<readonly ['batch', 8]>>();
  row.pipe(
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    dense(8),
    relu(),
    relu(),
    relu(),
    dense(8),
    // @ts-expect-error reshape: each example must keep its number of elements, got [8] and [9]
    reshape([9]),
    relu(),
  );
});

test('residual returns the shape of its input, or that of its projection', () => {
  expectTypeOf(row.pipe(residual(dense(784), relu()))).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(row.pipe(residual(dense(8), relu(), { project: dense(8) }))).toEqualTypeOf<
    Node<readonly ['batch', 8]>
  >();
  const block = residual(dense(784), relu(), dense(784));
  expectTypeOf(block(row)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  // @ts-expect-error Wrong<"residual: the layers must return the shape of their input, …">
  row.pipe(residual(relu(), dense(10)));
  expectTypeOf(residual(relu(), dense(10))(row)).toEqualTypeOf<
    Node<Wrong<'residual: the layers must return the shape of their input, got [batch, 10] for [batch, 784]'>>
  >();
  // @ts-expect-error the same for a projection
  row.pipe(residual(relu(), dense(10), { project: dense(9) }), dense(4));
  expectTypeOf(residual(relu(), dense(10), { project: dense(9) })(row)).toEqualTypeOf<
    Node<Wrong<'residual: the layers must return the shape of their input, got [batch, 10] for [batch, 9]'>>
  >();
  // @ts-expect-error -- … Node<readonly ["⚠ residual: the layers must return the shape of their input, …"]> …
  row.pipe(residual(relu(), dense(10)), dense(4), softmaxCrossEntropy(label));
});

test('concat adds the sizes of its branches', () => {
  expectTypeOf(row.pipe(concat(dense(3), x => x))).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(row.pipe(concat(dense(3), dense(4), x => x))).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(row.pipe(concat(dense(3), x => x.pipe(dense(3)), { axis: 0 }))).toEqualTypeOf<
    Node<readonly ['batch*2', 3]>
  >();
  expectTypeOf(row.pipe(dense(3), concat(row))).toEqualTypeOf<Node<readonly ['batch', number]>>();
  const towers = concat(dense(3), dense(4));
  expectTypeOf(image.pipe(towers)).toEqualTypeOf<Node<readonly ['batch', 28, 28, number]>>();
  expectTypeOf(row.pipe(concat(relu(), relu(), { axis: 0 }))).toEqualTypeOf<Node<readonly ['batch*2', 784]>>();
  // @ts-expect-error Wrong<"concat: all sizes beside the axis must agree, got [batch, 784] and [batch, 28, 28, 3]">
  row.pipe(concat(image));
  expectTypeOf(concat(image)(row)).toEqualTypeOf<
    Node<Wrong<'concat: all sizes beside the axis must agree, got [batch, 784] and [batch, 28, 28, 3]'>>
  >();
});
