import { expectTypeOf, test } from 'vitest';
import type { Product } from './product.ts';

test('a product of literal sizes is a literal', () => {
  expectTypeOf<Product<readonly []>>().toEqualTypeOf<1>();
  expectTypeOf<Product<readonly [7]>>().toEqualTypeOf<7>();
  expectTypeOf<Product<readonly [3, 4]>>().toEqualTypeOf<12>();
  expectTypeOf<Product<readonly [28, 28, 32]>>().toEqualTypeOf<25_088>();
  expectTypeOf<Product<readonly [224, 224, 3, 1]>>().toEqualTypeOf<150_528>();
  expectTypeOf<Product<readonly [99, 99]>>().toEqualTypeOf<9801>();
  expectTypeOf<Product<readonly [999_999, 9_999]>>().toEqualTypeOf<9_998_990_001>();
  expectTypeOf<Product<readonly [10, 10, 10]>>().toEqualTypeOf<1000>();
  expectTypeOf<Product<readonly [5, 0, 12]>>().toEqualTypeOf<0>();
});

test('it is as unknown as its sizes', () => {
  expectTypeOf<Product<readonly [number, 3]>>().toEqualTypeOf<number>();
  expectTypeOf<Product<readonly [3, 'time', 3]>>().toEqualTypeOf<string>();
  expectTypeOf<Product<readonly number[]>>().toEqualTypeOf<number | string>();
});
