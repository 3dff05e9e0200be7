import type { Tensor } from '@thalweg/tensor';
import { of, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import {
  bucketByLength,
  classWeights,
  collect,
  type Dataset,
  type Fold,
  fromAsyncIterable,
  fromColumns,
  fromIterable,
  interleave,
  kFold,
  type Label,
  mapAsync,
  oversample,
  paddedBatch,
  prefetch,
  sampleFrom,
  slidingWindow,
  split,
} from './index.ts';

interface Car {
  readonly name: string;
  readonly mileage: number;
}

const cars = fromIterable<Car>([{ name: 'a', mileage: 1 }]);
const points = fromColumns({ x: { data: [1, 2], shape: [2] }, y: [1] });

test('mixtures have the items of all datasets', () => {
  expectTypeOf(interleave([cars, points]).open().next()).resolves.toEqualTypeOf<
    Car | { x: Float32Array; y: number } | undefined
  >();
  expectTypeOf(sampleFrom([cars, cars], [1, 2], { seed: 1 })).toEqualTypeOf<Dataset<Car>>();
});

test('folds, splits and oversampling keep the records, and know their fields', () => {
  expectTypeOf(kFold(cars, 3, { stratify: 'name', groups: ({ mileage }) => mileage })).toEqualTypeOf<Fold<Car>[]>();
  expectTypeOf(split(cars, { seed: 1, fractions: [0.5, 0.5], stratify: 'name' })).toEqualTypeOf<
    [Dataset<Car>, Dataset<Car>]
  >();
  expectTypeOf(classWeights(cars, 'name')).toEqualTypeOf<ReadonlyMap<Label, number>>();
  expectTypeOf(cars.pipe(oversample('name', { seed: 1 }))).toEqualTypeOf<Dataset<Car>>();
  // @ts-expect-error -- no field of a car
  kFold(cars, 3, { stratify: 'origin' });
  // @ts-expect-error -- no field of a car
  classWeights(cars, 'origin');
  // @ts-expect-error -- no field of a car
  split(cars, { seed: 1, fractions: [0.5, 0.5], stratify: 'origin' });
});

test('operators keep datasets datasets, and other observables what they are', () => {
  expectTypeOf(cars.pipe(mapAsync(async ({ name }) => name))).toEqualTypeOf<Dataset<string>>();
  expectTypeOf(of(1).pipe(mapAsync(async (x: number) => String(x)))).toEqualTypeOf<Observable<string>>();
  expectTypeOf(cars.pipe(prefetch(2), slidingWindow(3))).toEqualTypeOf<Dataset<Car[]>>();
  expectTypeOf(points.pipe(slidingWindow(2))).toEqualTypeOf<Dataset<{ x: Float32Array; y: number }[]>>();
  expectTypeOf(points.pipe(paddedBatch(2))).toEqualTypeOf<Dataset<{ x: Tensor; y: Tensor }>>();
  const lengths = bucketByLength({ length: ({ x }: { x: Float32Array }) => x.length, boundaries: [3], batchSizes: 2 });
  expectTypeOf(points.pipe(lengths)).toEqualTypeOf<Dataset<{ x: Tensor; y: Tensor }>>();
});

test('what is awaited has the type of its items', () => {
  const rows = fromAsyncIterable(async function* () {
    yield { x: 1 };
  });
  expectTypeOf(rows).toEqualTypeOf<Dataset<{ x: number }>>();
  expectTypeOf(collect(rows)).toEqualTypeOf<Promise<Dataset<{ x: number }>>>();
  fromAsyncIterable(async function* (epoch, { signal }) {
    expectTypeOf(epoch).toEqualTypeOf<number>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    yield 1;
  });
});
