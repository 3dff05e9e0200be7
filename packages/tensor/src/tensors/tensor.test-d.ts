import { expectTypeOf } from 'vitest';
import type { NestedOf } from './nested.ts';
import type { Shape, Sizes } from './shape.ts';
import { tensor, type SizesOf, type Tensor } from './tensor.ts';

// Names become numbers, fixed sizes stay.
expectTypeOf<SizesOf<readonly ['batch', 784]>>().toEqualTypeOf<readonly [number, 784]>();
expectTypeOf<SizesOf<readonly []>>().toEqualTypeOf<readonly []>();
expectTypeOf<SizesOf<Shape>>().toEqualTypeOf<readonly number[]>();

// Arrays as deep as the shape is long.
expectTypeOf<NestedOf<readonly []>>().toEqualTypeOf<number>();
expectTypeOf<NestedOf<readonly [3]>>().toEqualTypeOf<number[]>();
expectTypeOf<NestedOf<readonly ['batch', 10]>>().toEqualTypeOf<number[][]>();
expectTypeOf<NestedOf<readonly ['batch', 28, 28]>>().toEqualTypeOf<number[][][]>();
expectTypeOf<NestedOf<Shape>>().toBeAny();

// A given shape is known to the type, others are not.
const matrix = tensor([1, 2, 3, 4], { shape: [2, 2] });
expectTypeOf(matrix).toEqualTypeOf<Tensor<readonly [2, 2]>>();
expectTypeOf(matrix.toArray()).toEqualTypeOf<number[][]>();
expectTypeOf(matrix.shape).toEqualTypeOf<readonly [2, 2]>();
expectTypeOf(matrix.item()).toEqualTypeOf<number>();
expectTypeOf(tensor([[1, 2]])).toEqualTypeOf<Tensor<Sizes>>();
expectTypeOf(tensor([[1, 2]]).toArray()).toBeAny();

// A known shape is a shape, a named size holds any number.
expectTypeOf(matrix).toExtend<Tensor>();
expectTypeOf<Tensor<readonly [32, 10]>['shape']>().toExtend<Tensor<readonly ['batch', 10]>['shape']>();

// Immutable, and only made of what can be stored.
// @ts-expect-error -- read only
matrix.shape = [2, 2];
// @ts-expect-error -- sizes are numbers
tensor([1], { shape: ['batch'] });
// @ts-expect-error -- no element type
tensor('1');
// @ts-expect-error -- not a storage
tensor(Uint32Array.of(1));
