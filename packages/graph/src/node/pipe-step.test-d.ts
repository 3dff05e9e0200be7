import type { Shape } from '@thalweg/tensor';
import { map, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import { plus, relu, times, type Node } from '../index.ts';

declare const row: Node<readonly ['batch', 3]>;
declare const other: Node<readonly [4]>;

test('a pipe refuses a shape that is a message', () => {
  // @ts-expect-error … Node<… & Mismatch<"plus: shapes must broadcast, got [batch, 3] and [4]">> …
  row.pipe(plus(other));
  // @ts-expect-error also between other steps
  row.pipe(relu, times(other), relu);
});

test('a pipe takes steps to anything else', () => {
  expectTypeOf(row.pipe(map(t => t.size))).toEqualTypeOf<Observable<number>>();
  expectTypeOf(row.pipe(x => x.shape.length)).toEqualTypeOf<2>();
  expectTypeOf(
    row.pipe(
      x => [x, relu(x)] as const,
      ([x]) => x,
    ),
  ).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(row.pipe(x => x as unknown as never)).toEqualTypeOf<never>();
});

test('pipes work in functions that are generic in the shape', () => {
  const twice = <S extends Shape>(x: Node<S>): Node<S> => x.pipe(relu, y => relu(y));
  expectTypeOf(twice(row)).toEqualTypeOf<Node<readonly ['batch', 3]>>();
});
