import { expectTypeOf, test } from 'vitest';
import {
  hessian,
  hvp,
  input,
  jacobian,
  jvp,
  matmul,
  mean,
  parameter,
  perExample,
  square,
  vmap,
  type Node,
} from '@thalweg/graph';

const x = input('x', ['batch', 2]);
const w = parameter([[1], [2]]) as unknown as Node<readonly [2, 1]>;
const loss = mean(square(matmul(x, w)));

test('products have the form of the nodes, or the shape of the function', () => {
  expectTypeOf(hvp(loss, w, w)).toEqualTypeOf<Node<readonly [2, 1]>>();
  expectTypeOf(hvp(loss, { w, x }, { w, x }).x).toEqualTypeOf(x as Node<readonly ['batch', 2]>);
  expectTypeOf(jvp(matmul(x, w), w, w)).toEqualTypeOf<Node<readonly ['batch', 1]>>();
});

test('matrices of derivatives have both shapes', () => {
  expectTypeOf(hessian(loss, w)).toEqualTypeOf<Node<readonly [2, 1, 2, 1]>>();
  expectTypeOf(jacobian(w, w)).toEqualTypeOf<Node<readonly [2, 1, 2, 1]>>();
});

test('a function sees one position, or one example as a batch of one', () => {
  expectTypeOf(vmap(row => (expectTypeOf(row.shape).toEqualTypeOf<readonly [2]>(), row), x).shape).toEqualTypeOf<readonly ['batch', 2]>();
  const each = perExample(({ image }) => {
    expectTypeOf(image.shape).toEqualTypeOf<readonly [1, 2]>();
    return mean(image);
  }, { image: x });
  expectTypeOf(each.losses).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(each.of(w)).toEqualTypeOf<Node<readonly ['batch', 2, 1]>>();
}); // prettier-ignore
