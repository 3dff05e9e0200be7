import { expectTypeOf, test } from 'vitest';
import {
  arange,
  concat,
  constant,
  diagEmbed,
  diagonal,
  einsum,
  expandDims,
  eye,
  flip,
  full,
  gather,
  input,
  matmul,
  outer,
  pad,
  parameter,
  repeat,
  roll,
  scatterAddLike,
  slice,
  sparseRows,
  splitAlong,
  squeeze,
  stack,
  takeAlong,
  tile,
  topK,
  tril,
  unstack,
  type Node,
} from '../index.ts';

declare const image: Node<readonly ['batch', 784]>;
declare const weights: Node<readonly [784, 10]>;
declare const bias: Node<readonly [10]>;
declare const cube: Node<readonly [2, 3, 4]>;
declare const queries: Node<readonly ['batch', 8, 'time', 64]>;
declare const digit: Node<readonly ['batch']>;
declare const untyped: Node;
declare const some: number;

test('slices and flips', () => {
  expectTypeOf(slice(cube, { axis: 1, to: 2 })).toEqualTypeOf<Node<readonly [2, 2, 4]>>();
  expectTypeOf(slice(cube, { axis: -1, from: 1 })).toEqualTypeOf<Node<readonly [2, 3, number]>>();
  expectTypeOf(slice(cube, { axis: 0, step: 2 })).toEqualTypeOf<Node<readonly [number, 3, 4]>>();
  expectTypeOf(slice(image, { axis: 0, to: 5 })).toEqualTypeOf<Node<readonly [5, 784]>>();
  expectTypeOf(slice(image, { axis: 0, to: -5 })).toEqualTypeOf<Node<readonly [number, 784]>>();
  expectTypeOf(slice(image, { axis: 0, step: -1 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(slice(image, { axis: some, to: 5 })).toEqualTypeOf<Node>();
  expectTypeOf(slice(untyped, { axis: 0 })).toEqualTypeOf<Node>();
  expectTypeOf(flip(image, { axes: 0 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
});

test('parts laid end to end, side by side and repeated', () => {
  expectTypeOf(concat([image, image])).toEqualTypeOf<Node<readonly ['batch*2', 784]>>();
  expectTypeOf(concat([image, image], { axis: 1 })).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(concat([image, parameter([new Array<number>(784)])], { axis: 0 })).toEqualTypeOf<
    Node<readonly [string, 784]>
  >();
  expectTypeOf(concat([parameter([1]), bias])).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(concat([cube], { axis: -1 })).toEqualTypeOf<Node<readonly [2, 3, 4]>>();
  expectTypeOf(concat([untyped, bias])).toEqualTypeOf<Node>();
  // @ts-expect-error ⚠: "concat: all sizes beside the axis must agree, got [batch, 784] and [10]"
  concat([image, image, bias]);
  // @ts-expect-error ⚠: "stack: all must have one shape, got [batch, 784] and [10]"
  stack([image, bias]);
  expectTypeOf(concat([] as Node[])).toEqualTypeOf<Node>();
  expectTypeOf(stack([image, image, image])).toEqualTypeOf<Node<readonly [3, 'batch', 784]>>();
  expectTypeOf(stack([image, image], { axis: 1 })).toEqualTypeOf<Node<readonly ['batch', 2, 784]>>();
  expectTypeOf(stack([image, image], { axis: -1 })).toEqualTypeOf<Node<readonly ['batch', 784, 2]>>();
  expectTypeOf(stack([parameter(1), parameter(2)])).toEqualTypeOf<Node<readonly [2]>>();
  expectTypeOf(pad(cube, { axis: 1, before: 1 })).toEqualTypeOf<Node<readonly [2, number, 4]>>();
  expectTypeOf(pad(image, { axis: 0, after: 2 })).toEqualTypeOf<Node<readonly [string, 784]>>();
  expectTypeOf(repeat(cube, { axis: 1, times: 2 })).toEqualTypeOf<Node<readonly [2, number, 4]>>();
  expectTypeOf(repeat(image, { axis: 0, times: 3 })).toEqualTypeOf<Node<readonly ['batch*3', 784]>>();
});

test('axes of size 1, copies and parts', () => {
  const thin = input('thin', ['batch', 1, 3, 1]);
  expectTypeOf(squeeze(thin)).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(squeeze(thin, { axes: -1 })).toEqualTypeOf<Node<readonly ['batch', 1, 3]>>();
  expectTypeOf(squeeze(thin, { axes: [1, 3] })).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(squeeze(parameter([[1]]))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(squeeze(untyped)).toEqualTypeOf<Node>();
  expectTypeOf(expandDims(image, { axes: 0 })).toEqualTypeOf<Node<readonly [1, 'batch', 784]>>();
  expectTypeOf(expandDims(image, { axes: [0, -1] })).toEqualTypeOf<Node<readonly [1, 'batch', 784, 1]>>();
  expectTypeOf(expandDims(image, { axes: -2 })).toEqualTypeOf<Node<readonly ['batch', 1, 784]>>();
  expectTypeOf(expandDims(image, { axes: some })).toEqualTypeOf<Node>();
  expectTypeOf(expandDims(untyped, { axes: 0 })).toEqualTypeOf<Node>();
  expectTypeOf(tile(image, { times: [2, 1] })).toEqualTypeOf<Node<readonly [string, number]>>();
  expectTypeOf(tile(image, { times: 2 })).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(tile(image, { times: [2, 1, 1] })).toEqualTypeOf<Node>();
  expectTypeOf(roll(image, { shift: 1 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(splitAlong(cube, { sizes: [1, 2], axis: 1 })).toEqualTypeOf<
    readonly [Node<readonly [2, 1, 4]>, Node<readonly [2, 2, 4]>]
  >();
  expectTypeOf(splitAlong(image, { parts: 2, axis: 1 })[1]).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(splitAlong(untyped, { parts: some })).toEqualTypeOf<readonly Node[]>();
  expectTypeOf(unstack(cube)).toEqualTypeOf<readonly [Node<readonly [3, 4]>, Node<readonly [3, 4]>]>();
  expectTypeOf(unstack(cube, { axis: -1 })[3]).toEqualTypeOf<Node<readonly [2, 3]>>();
  expectTypeOf(unstack(untyped)).toEqualTypeOf<readonly Node[]>();
});

test('triangles, diagonals and constants', () => {
  expectTypeOf(tril(image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(outer(digit, bias)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(diagonal(queries)).toEqualTypeOf<Node<readonly ['batch', 8, number]>>();
  expectTypeOf(diagonal(eye(3))).toEqualTypeOf<Node<readonly [3]>>();
  expectTypeOf(diagonal(eye(3), { offset: 1 })).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(diagEmbed(image)).toEqualTypeOf<Node<readonly ['batch', 784, 784]>>();
  expectTypeOf(diagEmbed(digit, { offset: 1 })).toEqualTypeOf<Node<readonly [string, string]>>();
  expectTypeOf(eye(3, { columns: 4 })).toEqualTypeOf<Node<readonly [3, 4]>>();
  expectTypeOf(full(['batch', 4], 0, { like: image })).toEqualTypeOf<Node<readonly ['batch', 4]>>();
  expectTypeOf(arange(5)).toEqualTypeOf<Node<readonly [5]>>();
  expectTypeOf(arange(5, { step: 2 })).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(arange(2, 5)).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(arange(2.5)).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(arange('batch', { like: image })).toEqualTypeOf<Node<readonly ['batch']>>();
});

test('lookups by index', () => {
  expectTypeOf(gather(weights, digit)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(gather(weights, digit, { axis: 1 })).toEqualTypeOf<Node<readonly [784, 'batch']>>();
  expectTypeOf(gather(cube, input('i', ['batch', 5], 'int32'), { axis: -2 })).toEqualTypeOf<
    Node<readonly [2, 'batch', 5, 4]>
  >();
  expectTypeOf(gather(untyped, digit)).toEqualTypeOf<Node>();
  expectTypeOf(gather(weights, untyped)).toEqualTypeOf<Node>();
  expectTypeOf(scatterAddLike(untyped, digit, weights, { axis: 1 })).toEqualTypeOf<Node<readonly [784, 10]>>();
  expectTypeOf(takeAlong(image, cube)).toEqualTypeOf<Node<readonly [2, 3, 4]>>();
  expectTypeOf(topK(image, 3).values).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(topK(cube, 2, { axis: 0 }).indices).toEqualTypeOf<Node<readonly [2, 3, 4]>>();
  expectTypeOf(topK(cube, some, { axis: 1 }).values).toEqualTypeOf<Node<readonly [2, number, 4]>>();
  expectTypeOf(sparseRows(untyped)!.rows).toEqualTypeOf<Node>();
});

test('products of many matrices, and of transposed ones', () => {
  expectTypeOf(matmul(weights, weights, { transposeA: true })).toEqualTypeOf<Node<readonly [10, 10]>>();
  expectTypeOf(matmul(image, image, { transposeB: true })).toEqualTypeOf<Node<readonly ['batch', 'batch']>>();
  expectTypeOf(matmul(queries, queries, { transposeB: true })).toEqualTypeOf<
    Node<readonly ['batch', 8, 'time', 'time']>
  >();
  expectTypeOf(matmul(cube, parameter([[1], [2], [3], [4]]))).toEqualTypeOf<Node<readonly [2, 3, 1]>>();
  expectTypeOf(matmul(queries, untyped)).toEqualTypeOf<Node>();
  expectTypeOf(matmul(weights, image, { transposeA: true, transposeB: true })).toEqualTypeOf<
    Node<readonly [10, 'batch']>
  >();
});

test('sums of products by their subscripts', () => {
  expectTypeOf(einsum('bhqd,bhkd->bhqk', queries, queries)).toEqualTypeOf<
    Node<readonly ['batch', 8, 'time', 'time']>
  >();
  expectTypeOf(einsum('bi,ij->bj', image, weights)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(einsum('ij,jk->', cube as Node, weights)).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(einsum('bi,ij', image, weights)).toEqualTypeOf<Node>();
  expectTypeOf(einsum('...i,ij->...j', image, weights)).toEqualTypeOf<Node>();
  expectTypeOf(einsum('ij->ji', untyped)).toEqualTypeOf<Node>();
});

test('what does not fit is an error', () => {
  // @ts-expect-error ⚠: "matmul: inner sizes must agree, got [10, 784] and [10, 784]"
  matmul(weights, weights, { transposeA: true, transposeB: true });
  // @ts-expect-error ⚠: "matmul along its leading axes: shapes must broadcast, got [2] and [3]"
  matmul(cube, constant([[[1], [2], [3], [4]], [[1], [2], [3], [4]], [[1], [2], [3], [4]]])); // prettier-ignore
  // @ts-expect-error an axis must be named
  slice(cube, { from: 1 });
  // @ts-expect-error nodes come in a list
  concat(image, image);
  // @ts-expect-error there is no such option
  gather(weights, digit, { axes: 1 });
});
