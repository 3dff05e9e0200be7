import { DataError, epochs, fromColumns, fromIterable, map } from '@thalweg/data';
import { hashFeatures } from '@thalweg/online';
import { ContractError } from '@thalweg/tensor';
import { from, NEVER, Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { people, type Person, rowsOf } from './testing/people.ts';
import {
  bucketize,
  columnTransformer,
  dateParts,
  hash,
  impute,
  minMax,
  oneHot,
  ordinal,
  passThrough,
  standardize,
} from './index.ts';

const data = fromIterable(people);

describe('columnTransformer', () => {
  it('replaces the fields that are read by features, and keeps the others', async () => {
    const features = await columnTransformer({ age: minMax(), city: oneHot() }).fit(data);
    expect(features.names).toEqual(['age', 'city=Graz', 'city=Rome', 'city=missing']);
    expect(features.width).toBe(4);
    expect(features.rows).toBe(4);
    const first = data.pipe(features.apply()).open().next() as unknown;
    expect(first).toEqual({ late: 1, features: Float32Array.of(0, 0, 1, 0) });
  });

  it('keeps the fields that are named, also those that are read', async () => {
    const features = await columnTransformer({ age: minMax() }, { keep: ['age'], into: 'x' }).fit(data);
    expect(data.pipe(features.apply()).open().next()).toEqual({ age: 20, x: Float32Array.of(0) });
    const wrong = await columnTransformer({ age: minMax() }, { keep: ['lat'] }).fit(data);
    expect(() => data.pipe(wrong.apply()).open().next()).toThrow("Did you mean 'late'?");
  });

  it('gives one slot to each number and each category of sparse features', async () => {
    const features = await columnTransformer({ age: standardize(), city: oneHot() }, { output: 'sparse' }).fit(data);
    const given = fromIterable([
      { age: 40, city: 'Rome' },
      { age: 40, city: 'Lima' },
    ]).pipe(features.apply());
    expect(rowsOf(given, 'features.indices')).toEqual([
      [0, 2],
      [0, 1],
    ]);
    expect(rowsOf(given, 'features.values')).toEqual([
      [0, 1],
      [0, 0],
    ]);
    expect(features.width).toBe(4);
  });

  it('reads another field where from names it, and one field several times', async () => {
    const features = columnTransformer({ a: passThrough({ from: 'age' }), b: bucketize([30], { from: 'age' }) });
    expect(rowsOf(data.pipe(features.apply()))).toEqual([
      [20, 1, 0],
      [40, 0, 1],
      [60, 0, 1],
      [40, 0, 1],
    ]);
  });

  it('applies to a stream and to random access as to a dataset', async () => {
    const features = await columnTransformer({ age: standardize() }).fit(from(people));
    const columns = fromColumns({ age: people.map(({ age }) => age) });
    const wanted = rowsOf(data.pipe(features.apply()));
    expect(rowsOf(from(people).pipe(features.apply()))).toEqual(wanted);
    expect(rowsOf(columns.pipe(features.apply()))).toEqual(wanted);
    expect(columns.pipe(features.apply()).reader.selection).toBeDefined();
  });

  it('has an int32 column for the codes of an ordinal transform', async () => {
    const features = await columnTransformer({ city: ordinal() }).fit(data);
    const first = data.pipe(features.apply()).open().next() as unknown as Record<
      string,
      { dtype: string; item(): number }
    >;
    expect([first['city']!.dtype, first['city']!.item()]).toEqual(['int32', 1]);
    expect(Object.keys(first)).not.toContain('features');
    expect(features.categories('city')).toEqual(['Graz', 'Rome', 'missing', 'other']);
    expect(features.width).toBe(0);
    expect(() => features.categories('cty')).toThrow(ContractError);
  });

  it('knows its input', async () => {
    const dense = await columnTransformer({ age: standardize(), city: oneHot() }).fit(data);
    expect(String((dense.input('batch') as { shape: unknown }).shape)).toBe('batch,4');
    const sparse = columnTransformer({ city: hash({ bits: 10 }), age: passThrough() });
    const { indices, values, size } = sparse.input() as {
      indices: { shape: unknown };
      values: { shape: unknown };
      size: number;
    };
    expect([String(indices.shape), String(values.shape), size]).toEqual(['2', '2', 1025]);
  });
});

describe('fit', () => {
  it('reads the first epoch of a dataset, once', async () => {
    let reads = 0;
    const counted = fromIterable(people).pipe(
      map((person: Person) => (reads++, person)),
      epochs(3),
    );
    const features = await columnTransformer({ age: standardize() }).fit(counted);
    expect(features.rows).toBe(4);
    expect(reads).toBeLessThanOrEqual(5);
  });

  it('forgets an earlier fit, and a failed one changes nothing', async () => {
    const features = await columnTransformer({ age: standardize() }).fit(data);
    const before = features.save();
    await expect(features.fit(fromIterable([{ age: 1 }, { age: 'old' }]))).rejects.toThrow(DataError);
    expect(features.save()).toEqual(before);
    await features.fit(fromIterable([{ age: 1 }, { age: 3 }]));
    expect(rowsOf(fromIterable([{ age: 2 }, { age: 3 }]).pipe(features.apply()))).toEqual([[0], [1]]);
  });

  it('ends when its signal aborts, and releases its source', async () => {
    const features = columnTransformer({ age: standardize() });
    const endless = fromIterable(function* () {
      for (;;) yield { age: 1 };
    });
    const reason = new Error('enough');
    const controller = new AbortController();
    const fitting = features.fit(endless, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(fitting).rejects.toBe(reason);
    let left = false;
    const pushed = new Observable<object>(() => () => void (left = true));
    const other = new AbortController();
    const waiting = features.fit(pushed, { signal: other.signal });
    other.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(left).toBe(true);
    await expect(features.fit(NEVER, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(features.rows).toBe(0);
  });

  it('gives the event loop turns', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const many = fromIterable(function* () {
      for (let i = 0; i < 300_000; i++) yield { age: i, city: `${i % 100}` };
    });
    await columnTransformer({ age: standardize(), city: oneHot() }).fit(many);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('takes many copies of one number as a run of them', async () => {
    const ages = [1, 2, NaN, NaN, 9, NaN];
    const features = await columnTransformer({ age: [impute('median'), standardize()] }).fit(
      fromIterable(ages.map(age => ({ age }))),
    );
    const filled = ages.map(age => (Number.isNaN(age) ? 2 : age));
    const mean = filled.reduce((sum, x) => sum + x, 0) / 6;
    const deviation = Math.sqrt(filled.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 6);
    const given = rowsOf(fromIterable([{ age: NaN }, { age: 9 }]).pipe(features.apply())).flat();
    expect(given[0]).toBeCloseTo((2 - mean) / deviation, 6);
    expect(given[1]).toBeCloseTo((9 - mean) / deviation, 6);
  });
});

describe('hash', () => {
  it('is that of hashFeatures', () => {
    const records = [
      { city: 'Rome', code: 7 },
      { city: 'Zürich', code: 12 },
    ];
    const features = columnTransformer({ city: hash({ bits: 12, sign: true }) });
    const pairs = columnTransformer({ pair: hash({ bits: 12, sign: true, from: ['city', 'code'] }) });
    const wanted = rowsOf(
      from(records).pipe(hashFeatures({ bits: 12, fields: ['city'], signed: true })),
      'features.indices',
    );
    expect(rowsOf(from(records).pipe(features.apply()), 'features.indices')).toEqual(wanted);
    const crossed = from(records).pipe(
      hashFeatures({ bits: 12, names: ['city', 'code'], crosses: [['city', 'code']], signed: true }),
    );
    const indices = rowsOf(crossed, 'features.indices').map(row => row[2]);
    const values = rowsOf(crossed, 'features.values').map(row => row[2]);
    expect(rowsOf(from(records).pipe(pairs.apply()), 'features.indices').flat()).toEqual(indices);
    expect(rowsOf(from(records).pipe(pairs.apply()), 'features.values').flat()).toEqual(values);
  });

  it('gives nothing where a part is missing', () => {
    const pairs = columnTransformer({ pair: hash({ bits: 12, from: ['a', 'b'] }) });
    expect(rowsOf(from([{ a: 'x', b: null }]).pipe(pairs.apply()), 'features.values')).toEqual([[0]]);
  });
});

it('a date that is missing is at no point of the circle', () => {
  const features = columnTransformer({ when: dateParts({ parts: ['hour'] }) });
  const given = rowsOf(
    from([{ when: null }, { when: Date.UTC(2001, 1, 1, 6) }, { when: new Date(0) }]).pipe(features.apply()),
  );
  expect(given).toEqual([
    [0, 0],
    [1, expect.closeTo(0, 6)],
    [0, 1],
  ]);
});

it('is released by unsubscribing', () => {
  const source = new Subject<object>();
  const features = columnTransformer({ age: passThrough() });
  const subscriptions = [features.apply(), features.apply({ ordered: true }), features.learn()].map(operator =>
    source.pipe(operator).subscribe(),
  );
  subscriptions.forEach(subscription => subscription.unsubscribe());
  expect(source.observed).toBe(false);
});
