import { expectTypeOf, test } from 'vitest';
import type { DType, Shape } from '@thalweg/tensor';
import { add, mul, operation, square, type Elements, type Node, type Unary } from '../index.ts';

declare const image: Node<readonly ['batch', 784]>;

test('an operation has the type that is given in front', () => {
  const cube = operation<Unary>({
    name: 'cube',
    shape: ([x]) => x,
    kernel: (y, [x]) => x.data.forEach((value, i) => (y.data[i] = value ** 3)),
    gradient: (upstream, [x]) => [mul(upstream, mul(3, square(x)))],
  });
  expectTypeOf(cube(image)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  expectTypeOf(image.pipe(cube, cube)).toEqualTypeOf<Node<readonly ['batch', 784]>>();
  // @ts-expect-error an operation of one operand
  cube(image, image);
});

test('an operation has the type of the constant that it becomes, and its parts have their inputs', () => {
  const rows: <R extends number | string, C extends number | string>(
    x: Node<readonly [R, C]>,
    y: Node<readonly [R]>,
  ) => Node<readonly [C]> = operation({
    name: 'rows',
    shape: inputs => {
      expectTypeOf(inputs[0]).toEqualTypeOf<Shape>();
      return inputs[0].slice(1);
    },
    dtype: inputs => {
      expectTypeOf(inputs[1]).toEqualTypeOf<DType>();
      return inputs[1];
    },
    kernel: (_, [, y]) => expectTypeOf(y).toEqualTypeOf<Elements>(),
    gradient: (_, [x, y]) => [add(x, x), y],
  });
  expectTypeOf(rows(image, {} as Node<readonly ['batch']>)).toEqualTypeOf<Node<readonly [784]>>();
  // @ts-expect-error the rows must agree
  rows(image, {} as Node<readonly [784]>);
});

test('an operation without a type takes any nodes', () => {
  const any = operation({ name: 'any', shape: ([x]) => x!, kernel: { kind: 'alias' } });
  expectTypeOf(any(image, image)).toEqualTypeOf<Node>();
});
