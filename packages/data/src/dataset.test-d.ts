import type { Tensor } from '@thalweg/tensor';
import { filter, map as mapStream, take as takeStream, type Observable, type Subject } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import { batch, Dataset, epochs, fromColumns, fromIterable, map, sample, shuffle, split, take } from './index.ts';

interface Digit {
  image: Float32Array;
  digit: number;
}
interface Batched {
  image: Tensor;
  digit: Tensor;
}
declare const digits: Dataset<Digit>;
declare const digit$: Subject<Digit>;

test('operators map dataset to dataset', () => {
  expectTypeOf(digits.pipe()).toEqualTypeOf<Dataset<Digit>>();
  expectTypeOf(digits.pipe(shuffle({ seed: 7 }))).toEqualTypeOf<Dataset<Digit>>();
  expectTypeOf(digits.pipe(batch(32))).toEqualTypeOf<Dataset<Batched>>();
  expectTypeOf(digits.pipe(shuffle({ seed: 7 }), batch(32), epochs(10))).toEqualTypeOf<Dataset<Batched>>();
  expectTypeOf(digits.pipe(epochs(2), take(3), shuffle({ seed: 7 }))).toEqualTypeOf<Dataset<Digit>>();
  expectTypeOf(digits.pipe(sample({ withReplacement: true, seed: 7 }), batch(1))).toEqualTypeOf<Dataset<Batched>>();
});

test('functions in the pipe know their items', () => {
  expectTypeOf(digits.pipe(map(item => item.digit))).toEqualTypeOf<Dataset<number>>();
  expectTypeOf(
    digits.pipe(
      shuffle({ seed: 7 }),
      map(item => item.image),
      batch(32),
    ),
  ).toEqualTypeOf<Dataset<Tensor>>();
  expectTypeOf(
    digits.pipe(
      batch(32),
      map(({ image }) => image.size),
      mapStream(size => `${size}`),
    ),
  ).toEqualTypeOf<Observable<string>>();
});

test('plain operators give observables, and so does all that follows', () => {
  expectTypeOf(digits.pipe(filter(item => item.digit < 2))).toEqualTypeOf<Observable<Digit>>();
  expectTypeOf(
    digits.pipe(
      takeStream(3),
      batch(2),
      map(({ digit }) => digit),
    ),
  ).toEqualTypeOf<Observable<Tensor>>();
});

test('operators on other observables give observables', () => {
  expectTypeOf(digit$.pipe(batch(32))).toEqualTypeOf<Observable<Batched>>();
  expectTypeOf(digit$.pipe(shuffle({ seed: 7 }), batch(32), epochs(10))).toEqualTypeOf<Observable<Batched>>();
  expectTypeOf(
    digit$.pipe(
      map(item => item.digit),
      take(3),
    ),
  ).toEqualTypeOf<Observable<number>>();
  expectTypeOf(shuffle({ seed: 7 })(digit$)).toEqualTypeOf<Observable<Digit>>();
});

test('columns give the record', () => {
  const table = fromColumns({
    image: { data: new Float32Array(8), shape: [4] },
    digit: new Int32Array(2),
    weight: [1, 2],
    code: { data: [1, 2, 3, 4], shape: [2], dtype: 'int32' },
    id: { data: [1, 2] },
    cell: { data: new Float32Array(8), shape: [2, 2] },
  });
  expectTypeOf(table).toEqualTypeOf<
    Dataset<{
      image: Float32Array<ArrayBuffer>;
      digit: number;
      weight: number;
      code: Int32Array;
      id: number;
      cell: Tensor;
    }>
  >();
  expectTypeOf(fromIterable(new Set([1]))).toEqualTypeOf<Dataset<number>>();
  expectTypeOf(table.pipe(batch(2))).toExtend<Dataset<Record<string, Tensor>>>();
});

test('a split gives as many parts as were asked for', () => {
  expectTypeOf(split(digits, { seed: 1, sizes: [8, 2] })).toEqualTypeOf<[Dataset<Digit>, Dataset<Digit>]>();
  expectTypeOf(split(digits, { seed: 1, fractions: [0.6, 0.2, 0.2] })).toEqualTypeOf<
    [Dataset<Digit>, Dataset<Digit>, Dataset<Digit>]
  >();
});

test('nonsense does not compile', () => {
  // @ts-expect-error only rows of a dataset can be sampled
  digit$.pipe(sample({ withReplacement: true, seed: 7 }));
  // @ts-expect-error sizes or fractions, not both
  split(digits, { seed: 1, sizes: [1], fractions: [1] });
  // @ts-expect-error the seed must be given
  shuffle({});
  expectTypeOf(Dataset).not.toBeAny();
});
