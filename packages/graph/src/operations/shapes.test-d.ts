import { tensor, type Tensor } from '@thalweg/tensor';
import { filter, map, scan, take, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import {
  add,
  all,
  any,
  argmax,
  atan2,
  argmin,
  argsort,
  broadcastLike,
  clip,
  constant,
  cummax,
  cumprod,
  conv1d,
  conv2d,
  convTranspose2d,
  cumsum,
  div,
  exp,
  gather,
  gelu,
  glu,
  gradient,
  greater,
  input,
  isFinite,
  isNaN,
  jacobian,
  logicalAnd,
  logicalNot,
  logicalOr,
  logCumSumExp,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  mean,
  median,
  minus,
  mod,
  mul,
  norm,
  oneHot,
  parameter,
  plus,
  prelu,
  prod,
  quantile,
  read,
  relu,
  reshape,
  round,
  softmax,
  sort,
  square,
  std,
  sub,
  sum,
  takeAlong,
  tanh,
  times,
  transpose,
  variance,
  where,
  type Input,
  type Node,
} from '../index.ts';
import type { AxesOptions } from '../protocol/axes.ts';

declare const image: Node<readonly ['batch', 784]>;
declare const weights: Node<readonly [784, 10]>;
declare const bias: Node<readonly [10]>;
declare const row: Node<readonly [784]>;
declare const scalar: Node<readonly []>;
declare const cube: Node<readonly [2, 3, 4]>;
declare const untyped: Node;

test('sources have the shapes of their values', () => {
  expectTypeOf(parameter([[1, 2, 3], [4, 5, 6]])).toExtend<Node<readonly [2, 3]>>(); // prettier-ignore
  expectTypeOf(parameter(1)).toExtend<Node<readonly []>>();
  expectTypeOf(constant([1, 2])).toEqualTypeOf<Node<readonly [2]>>();
  expectTypeOf(parameter(new Float32Array(3))).toExtend<Node<readonly [number]>>();
  expectTypeOf(input('x', ['batch', 3]).shape).toEqualTypeOf<readonly ['batch', 3]>();
  expectTypeOf(input('x', []).dtype).toEqualTypeOf<'float32'>();
  expectTypeOf(input('x', [], { dtype: 'int32' }).dtype).toEqualTypeOf<'int32'>();
  expectTypeOf(input('x', [], 'int32')).toExtend<Input<readonly []>>();
  // @ts-expect-error -- there is no such option
  input('x', [], { uniqe: true });
});

test('elementwise operations broadcast', () => {
  expectTypeOf(exp(image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(clip(image, { min: 0 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(gelu(image, { approximate: 'tanh' })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(add(matmul(image, weights), bias)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(mul(parameter([[1], [2], [3]]), parameter([1, 2, 3, 4]))).toEqualTypeOf<Node<readonly [3, 4]>>();
  expectTypeOf(div(scalar, image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(mul(2, image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(mul(image, 2)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(mod(image, row)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(logicalAnd(isNaN(image), logicalNot(isFinite(row)))).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(atan2(image, row)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(prelu(image, row)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(glu(image)).toEqualTypeOf<Node<readonly ['batch', number]>>();
  expectTypeOf(glu(cube, { axis: 1 })).toEqualTypeOf<Node<readonly [2, number, 4]>>();
  // @ts-expect-error atan2: shapes must broadcast
  atan2(image, bias);
  expectTypeOf(round(image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  // @ts-expect-error mod: shapes must broadcast
  mod(image, bias);
  // @ts-expect-error logicalOr: shapes must broadcast
  logicalOr(greater(image, 0), greater(bias, 0));
  expectTypeOf(greater(image, 0)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(where(greater(bias, 0), bias, 0)).toEqualTypeOf<Node<readonly [10]>>();
  expectTypeOf(add(untyped, bias)).toEqualTypeOf<Node>();
});

test('matmul, transpose and reshape', () => {
  expectTypeOf(matmul(image, weights)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(matmul(transpose(weights), transpose(image))).toEqualTypeOf<Node<readonly [10, 'batch']>>();
  expectTypeOf(matmul(image, untyped)).toEqualTypeOf<Node>();
  expectTypeOf(transpose(cube)).toEqualTypeOf<Node<readonly [4, 3, 2]>>();
  expectTypeOf(transpose(cube, [2, 0, 1])).toEqualTypeOf<Node<readonly [4, 2, 3]>>();
  expectTypeOf(reshape(image, ['batch', 28, 28])).toEqualTypeOf<Node<readonly ['batch', 28, 28]>>();
  expectTypeOf(reshape(cube, [12, 'rest'])).toEqualTypeOf<Node<readonly [12, 'rest']>>();
  expectTypeOf(reshape(untyped, [3])).toEqualTypeOf<Node<readonly [3]>>();
  // @ts-expect-error ⚠: "reshape: both shapes must have equally many elements, got [2, 3, 4] and [5, 5]"
  reshape(cube, [5, 5]);
  // @ts-expect-error ⚠: "reshape: both shapes must have equally many elements, got [batch, 784] and [28, 27, batch]"
  reshape(image, [28, 27, 'batch']);
  // @ts-expect-error ⚠: "reshape: sizes must be at least 0, got [-1, 28, 28]. …"
  reshape(image, [-1, 28, 28]);
  expectTypeOf(broadcastLike(scalar, image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
});

test('convolutions', () => {
  const images = input('images', ['batch', 28, 28, 3]);
  const filters = parameter(tensor(new Float32Array(432), { shape: [3, 3, 3, 16] }));
  expectTypeOf(conv2d(images, filters, { padding: 'same' })).toEqualTypeOf<Node<readonly ['batch', 28, 28, 16]>>();
  expectTypeOf(conv2d(images, filters)).toEqualTypeOf<Node<readonly ['batch', number, number, 16]>>();
  expectTypeOf(conv2d(images, filters, { padding: 'same', stride: 2 })).toEqualTypeOf<
    Node<readonly ['batch', number, number, 16]>
  >();
  expectTypeOf(convTranspose2d(images, filters, { stride: 2 })).toEqualTypeOf<
    Node<readonly ['batch', number, number, 16]>
  >();
  expectTypeOf(conv2d(untyped, filters)).toEqualTypeOf<Node>();
  const events = input('events', ['batch', 'time', 3]);
  const kernel = parameter(tensor(new Float32Array(24), { shape: [2, 3, 4] }));
  expectTypeOf(conv1d(events, kernel, { padding: 'same' })).toEqualTypeOf<Node<readonly ['batch', 'time', 4]>>();
  // @ts-expect-error conv2d: the input must have the channels of the weights, got ['batch', 28, 28, 3] and [3, 3, 4, 16]
  conv2d(images, parameter(tensor(new Float32Array(576), { shape: [3, 3, 4, 16] })));
  // @ts-expect-error conv2d: the input must have 4 axes, got ['batch', 'time', 3]
  conv2d(events, filters);
});

test('reductions', () => {
  expectTypeOf(sum(cube)).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(sum(cube as Node)).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(sum(cube as Node, { axes: 1 })).toEqualTypeOf<Node>();
  expectTypeOf(sum(cube as Node, { keep: true })).toEqualTypeOf<Node>();
  expectTypeOf(sum(cube as Node, {} as AxesOptions)).toEqualTypeOf<Node>();
  expectTypeOf(sum(cube, { keep: true })).toEqualTypeOf<Node<readonly [1, 1, 1]>>();
  expectTypeOf(sum(cube, { axes: 1 })).toEqualTypeOf<Node<readonly [2, 4]>>();
  expectTypeOf(mean(cube, { axes: -1 })).toEqualTypeOf<Node<readonly [2, 3]>>();
  expectTypeOf(max(cube, { axes: [0, 2] })).toEqualTypeOf<Node<readonly [3]>>();
  expectTypeOf(max(cube, { axes: [0, -1], keep: true })).toEqualTypeOf<Node<readonly [1, 3, 1]>>();
  expectTypeOf(variance(image, { axes: 0, correction: 1 })).toEqualTypeOf<Node<readonly [784]>>();
  expectTypeOf(logSumExp(image, { axes: 1, keep: true })).toEqualTypeOf<Node<readonly ['batch', 1]>>();
  expectTypeOf(norm(image, { axes: -1, order: 1 })).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(norm(cube, { order: Infinity })).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(prod(cube, { axes: [0, 2] })).toEqualTypeOf<Node<readonly [3]>>();
  expectTypeOf(cumsum(image, { axis: 0 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(mean(image, { axes: 0 })).toEqualTypeOf<Node<readonly [784]>>();
  expectTypeOf(sum(untyped, { axes: 0 })).toEqualTypeOf<Node>();
  expectTypeOf(argmax(image)).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(argmax(image, 0)).toEqualTypeOf<Node<readonly [784]>>();
  expectTypeOf(argmin(image, 1, { keep: true, last: true })).toEqualTypeOf<Node<readonly ['batch', 1]>>();
  expectTypeOf(argmin(image, 1, { last: true })).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(cumprod(image, { exclusive: true })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(cummax(image).indices).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(logCumSumExp(image, { reverse: true })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(median(image, { axes: 1 })).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(std(image, { axes: 0, keep: true, correction: 1 })).toEqualTypeOf<Node<readonly [1, 784]>>();
  expectTypeOf(quantile(image, 0.5, { axes: 0 })).toEqualTypeOf<Node<readonly [784]>>();
  expectTypeOf(quantile(image, [0.1, 0.9], { axes: 1, keep: true })).toEqualTypeOf<Node<readonly [2, 'batch', 1]>>();
  expectTypeOf(quantile(image, [0.1] as number[], { axes: 1 })).toEqualTypeOf<Node<readonly [number, 'batch']>>();
  expectTypeOf(sort(image, { axis: 0 })).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(argsort(image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(any(greater(image, 0), { axes: 0 })).toEqualTypeOf<Node<readonly [784]>>();
  expectTypeOf(all(greater(image, 0))).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(softmax(logSoftmax(image), 0)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
});

test('rows by index', () => {
  const digit = input('digit', ['batch'], 'int32');
  expectTypeOf(oneHot(digit, 10)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(gather(weights, digit)).toEqualTypeOf<Node<readonly ['batch', 10]>>();
  expectTypeOf(takeAlong(image, input('at', ['batch', 3], { dtype: 'int32' }))).toEqualTypeOf<
    Node<readonly ['batch', 3]>
  >();
  expectTypeOf(oneHot({} as Node<readonly [3]>, 10)).toEqualTypeOf<Node<readonly [3, 10]>>();
  const float = input('digit', ['batch']);
  // @ts-expect-error ⚠: "oneHot: indices must be int32, got float32. Declare the input as input(name, shape, 'int32')."
  oneHot(float, 10);
  // @ts-expect-error ⚠: "gather: indices must be int32, got float32. …"
  gather(weights, float);
  // @ts-expect-error ⚠: "takeAlong: indices must be int32, got float64. …"
  takeAlong(image, input('at', ['batch', 3], { dtype: 'float64' }));
});

test('gradients have the shape of what they are taken by', () => {
  expectTypeOf(gradient(scalar, weights)).toEqualTypeOf<Node<readonly [784, 10]>>();
  expectTypeOf(jacobian(bias, cube)).toEqualTypeOf<Node<readonly [10, 2, 3, 4]>>();
});

test('values have the shape of their node', () => {
  expectTypeOf(read(image)).toEqualTypeOf<Tensor<readonly ['batch', 784]>>();
  expectTypeOf(read(image).shape).toEqualTypeOf<readonly [number, 784]>();
  expectTypeOf(read(cube).toArray()).toEqualTypeOf<number[][][]>();
  expectTypeOf(read(scalar).toArray()).toEqualTypeOf<number>();
});

test('a node of a shape is a node', () => {
  expectTypeOf<Node<readonly []>>().toExtend<Node>();
  expectTypeOf<Node<readonly ['batch', 784]>>().toExtend<Node>();
});

test('the pipe carries shapes through layers', () => {
  expectTypeOf(bias.pipe()).toEqualTypeOf<Node<readonly [10]>>();
  expectTypeOf(bias.pipe(relu)).toEqualTypeOf<Node<readonly [10]>>();
  expectTypeOf(bias.pipe(plus(1), times(image.pipe(x => matmul(x, weights))))).toEqualTypeOf<
    Node<readonly ['batch', 10]>
  >();
  const logits = image.pipe(
    x => matmul(x, weights),
    plus(bias),
    relu,
    tanh,
    square,
    exp,
    times(2),
    x => transpose(x),
    x => sum(x, { axes: 0, keep: true }),
    x => transpose(x),
    softmax,
    x => reshape(x, ['batch']),
  );
  expectTypeOf(logits).toEqualTypeOf<Node<readonly ['batch']>>();
});

test('RxJS operators infer what they are given', () => {
  expectTypeOf(scalar.pipe(map(t => t.item()))).toEqualTypeOf<Observable<number>>();
  expectTypeOf(bias.pipe(map(t => t.toArray()), filter(row => row.length > 0), take(3))).toEqualTypeOf<Observable<number[]>>(); // prettier-ignore
  expectTypeOf(bias.pipe(x => sum(x), map(t => t.item()), scan((total, x) => total + x, 0))).toEqualTypeOf<Observable<number>>(); // prettier-ignore
  scalar.subscribe(t => expectTypeOf(t).toEqualTypeOf<Tensor<readonly []>>());
});

test('shapes of different rank must not double a name', () => {
  const [column, row, line] = [input('c', ['batch', 1]), input('r', ['batch']), input('l', [1, 'batch'])];
  // @ts-expect-error ⚠: "sub: broadcasting must not double 'batch', got [batch, 1] and [batch]. Give both the same rank with reshape."
  sub(column, row);
  // @ts-expect-error ⚠: the same the other way round
  mul(row, column);
  // @ts-expect-error ⚠: "minus: broadcasting must not double 'batch', got [batch, 1] and [batch]. …"
  column.pipe(minus(row));
  // @ts-expect-error ⚠: "where: broadcasting must not double 'batch', got [batch, 1] and [batch]. …"
  where(greater(column, 0), row, 0);
  // @ts-expect-error ⚠: "where: broadcasting must not double 'batch', got [batch, 1] and [batch]. …"
  where(greater(scalar, 0), column, row);
  // @ts-expect-error ⚠: "matmul along its leading axes: broadcasting must not double 'batch', got [batch, 1] and [batch]. …"
  matmul(input('a', ['batch', 1, 2, 3]), input('b', ['batch', 3, 4]));
  const pairs = sub(column, line);
  expectTypeOf(pairs).toEqualTypeOf<Node<readonly ['batch', 'batch']>>();
  expectTypeOf(mul(pairs, row)).toEqualTypeOf<Node<readonly ['batch', 'batch']>>();
  expectTypeOf(add(input('x', ['n', 1]), row)).toEqualTypeOf<Node<readonly ['n', 'batch']>>();
  expectTypeOf(sub(parameter([[1], [2]]), parameter([1, 2]))).toEqualTypeOf<Node<readonly [2, 2]>>();
});

test('shapes that do not fit are a readable error', () => {
  // @ts-expect-error ⚠: "matmul: both must be matrices, got [batch, 784] and [10]"
  matmul(image, bias);
  // @ts-expect-error ⚠: "matmul: inner sizes must agree, got [784, 10] and [784, 10]"
  matmul(weights, weights);
  // @ts-expect-error ⚠: "matmul: inner sizes must agree, got [2, 3, 4] and [784, 10]"
  matmul(cube, weights);
  // @ts-expect-error ⚠: "add: shapes must broadcast, got [batch, 784] and [10]"
  add(image, bias);
  // @ts-expect-error ⚠: "mul: shapes must broadcast, got [2, 3, 4] and [batch, 784]"
  mul(cube, image);
  // @ts-expect-error ⚠: "plus: shapes must broadcast, got [batch, 784] and [10]"
  image.pipe(plus(bias));
  // @ts-expect-error a product in a pipe
  image.pipe(x => matmul(x, bias));
  // @ts-expect-error an array is no node
  exp([1, 2]);
  // @ts-expect-error the upstream gradient is a node
  gradient(image, weights, { upstream: 1 });
  // @ts-expect-error there is no such option
  sum(image, { axis: 0 });
});
