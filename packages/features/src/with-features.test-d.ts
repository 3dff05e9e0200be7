import { batch, fromIterable, type Dataset, type ItemOf } from '@thalweg/data';
import type { Tensor } from '@thalweg/tensor';
import { from } from 'rxjs';
import { expectTypeOf, it } from 'vitest';
import { bucketize, columnTransformer, hash, oneHot, ordinal, standardize } from './index.ts';

const people = fromIterable([{ age: 20, city: 'Graz', late: 0 }]);

it('a dense transformer gives a vector, and keeps what it does not read', () => {
  const features = columnTransformer({ age: standardize(), city: oneHot() });
  const made = people.pipe(features.apply());
  expectTypeOf<ItemOf<typeof made>>().toExtend<{ late: number; features: Float32Array }>();
  expectTypeOf<keyof ItemOf<typeof made>>().toEqualTypeOf<'late' | 'features'>();
  const batches = people.pipe(features.apply(), batch(2));
  expectTypeOf<ItemOf<typeof batches>>().toExtend<{ late: Tensor; features: Tensor }>();
  expectTypeOf(made).toExtend<Dataset<ItemOf<typeof made>>>();
});

it('a hash, or the option, gives two columns', () => {
  const hashed = people.pipe(columnTransformer({ city: hash({ bits: 4 }) }, { into: 'x' }).apply());
  expectTypeOf<ItemOf<typeof hashed>>().toExtend<{ 'x.indices': Int32Array; 'x.values': Float32Array; age: number }>();
  const sparse = people.pipe(columnTransformer({ age: standardize() }, { output: 'sparse', keep: ['late'] }).apply());
  expectTypeOf<keyof ItemOf<typeof sparse>>().toEqualTypeOf<'late' | 'features.indices' | 'features.values'>();
});

it('the code of an ordinal transform is a scalar tensor', () => {
  const features = columnTransformer({ city: ordinal(), group: [bucketize([18], { from: 'age' }), ordinal()] });
  const made = people.pipe(features.apply());
  expectTypeOf(made).toExtend<Dataset<{ city: Tensor<readonly []>; group: Tensor<readonly []> }>>();
});

it('transforms that are all ordinal, such as those of a label, give no features', () => {
  const made = people.pipe(columnTransformer({ city: ordinal() }).apply());
  expectTypeOf<keyof ItemOf<typeof made>>().toEqualTypeOf<'age' | 'late' | 'city'>();
});

it('a stream stays a stream', () => {
  const features = columnTransformer({ age: standardize() });
  const made = from([{ age: 1 }]).pipe(features.learn());
  expectTypeOf<ItemOf<typeof made>>().toExtend<{ features: Float32Array }>();
});

it('transforms whose names are unknown are allowed', () => {
  const columns = Object.fromEntries(['a', 'b'].map(name => [name, standardize()]));
  expectTypeOf(people.pipe(columnTransformer(columns).apply())).toExtend<Dataset<object>>();
});
