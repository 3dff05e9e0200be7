import { expectTypeOf, test } from 'vitest';
import { add, constant, input, matmul, mul, parameter, scan, sub, sigmoid, tanh, type Node } from '@thalweg/graph';

const x = input('x', ['batch', 'time', 16]);
const h0 = input('h0', ['batch', 8]);
const w = parameter([[1]]) as unknown as Node<readonly [16, 8]>;
const u = parameter([[1]]) as unknown as Node<readonly [8, 8]>;

test('a cell sees inputs without the axis, and its output gets the axis back', () => {
  const { carry, output } = scan(
    (h, xt) => {
      expectTypeOf(xt).toEqualTypeOf<Node<readonly ['batch', 16]>>();
      expectTypeOf(h).toExtend<Node<readonly ['batch', 8]>>();
      const next = tanh(add(matmul(xt, w), matmul(h, u)));
      const z = sigmoid(next);
      return { carry: add(mul(z, next), mul(sub(1, z), h)), output: next };
    },
    x,
    { init: h0 },
  );
  expectTypeOf(output.shape).toEqualTypeOf<readonly ['batch', 'time', 8]>();
  expectTypeOf(carry.shape).toEqualTypeOf<readonly ['batch', 8]>();
});

test('carries and outputs under names', () => {
  const { carry, output } = scan(
    ({ h, c }, xt) => {
      const next = tanh(add(matmul(xt, w), matmul(h, u)));
      return { carry: { h: next, c: add(c, next) }, output: { all: next, first: xt } };
    },
    x,
    { init: { h: h0, c: h0 } },
  );
  expectTypeOf(output.first.shape).toEqualTypeOf<readonly ['batch', 'time', 16]>();
  expectTypeOf(carry.c.shape).toEqualTypeOf<readonly ['batch', 8]>();
});

test('an axis by its number', () => {
  const { output } = scan((total, one) => ({ carry: add(total, one), output: one }), constant([1, 2, 3]), {
    axis: 0,
    init: constant(0),
  });
  expectTypeOf(output.shape).toEqualTypeOf<readonly [3]>();
});

test('untyped nodes stay untyped', () => {
  const { output } = scan((h, one) => ({ carry: add(h, one) as Node, output: one }), x as Node, { init: h0 as Node });
  expectTypeOf(output).toEqualTypeOf<Node>();
});
