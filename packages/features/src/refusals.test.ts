import { batch, DataError, fromIterable } from '@thalweg/data';
import { standardize as standardizeStream } from '@thalweg/online';
import { StateError } from '@thalweg/train';
import { ContractError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
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
  quantileTransform,
  standardize,
  targetEncode,
} from './index.ts';

const data = fromIterable([
  { age: 20, city: 'Rome', late: 1 },
  { age: 40, city: null, late: 0 },
]);

describe('what does not fit is refused', () => {
  it('a name that no field has, with the one that was meant', async () => {
    const features = columnTransformer({ agee: standardize() });
    await expect(features.fit(data)).rejects.toThrow(
      "columnTransformer: there must be a field 'agee', got the fields age, city, late. Did you mean 'age'?",
    );
  });

  it('a row that is no record, also after others', async () => {
    const features = columnTransformer({ age: passThrough() });
    const rows = fromIterable([{ age: 1 }, 'two' as unknown as object]);
    const message = "columnTransformer: records must be objects with fields, got 'two'. Map each to an object before";
    const iterator = rows.pipe(features.apply()).open();
    expect(iterator.next()).toMatchObject({ features: Float32Array.of(1) });
    expect(() => iterator.next()).toThrow(message);
    await expect(features.fit(fromIterable(['two' as unknown as object]))).rejects.toThrow(message);
  });

  it('an operator of streams in place of a transform', () => {
    expect(() => columnTransformer({ age: standardizeStream('age') as never })).toThrow(
      "columnTransformer: age: a transform of a column is needed, got a function. Operators of streams have the same names: import { standardize, … } from '@thalweg/features', and call it.",
    );
    expect(() => columnTransformer({ age: standardize as never })).toThrow('and call it.');
    expect(() => columnTransformer({ age: 'standardize' as never })).toThrow(
      "Try standardize(), from '@thalweg/features'.",
    );
    expect(() => columnTransformer([standardize()] as never)).toThrow('transforms must be an object');
    expect(() => columnTransformer({})).toThrow('there must be transforms');
  });

  it('rows before a fit', async () => {
    const features = columnTransformer({ age: standardize() });
    expect(() => data.pipe(features.apply()).open().next()).toThrow(StateError);
    await expect(features.fit(fromIterable<object>([]))).rejects.toThrow('there must be rows');
  });

  it('a missing number that nothing fills in, and one that is infinite', async () => {
    const features = await columnTransformer({ age: standardize() }).fit(data);
    expect(() =>
      fromIterable([{ age: NaN }])
        .pipe(features.apply())
        .open()
        .next(),
    ).toThrow("column age: a number must not be missing, got NaN. Fill it in: { age: [impute('median'), …] }");
    expect(() =>
      fromIterable([{ age: Infinity }])
        .pipe(features.apply())
        .open()
        .next(),
    ).toThrow('numbers must be finite');
    await expect(features.fit(fromIterable([{ age: -Infinity }]))).rejects.toThrow('numbers must be finite');
    const nothing = columnTransformer({ age: [impute('median'), standardize()] });
    await expect(nothing.fit(fromIterable([{ age: null }]))).rejects.toThrow('there must be a number');
  });

  it('a text where a number belongs, and an object where a category does', async () => {
    await expect(columnTransformer({ city: standardize() }).fit(data)).rejects.toThrow('use oneHot()');
    await expect(columnTransformer({ city: oneHot() }).fit(fromIterable([{ city: [1] }]))).rejects.toThrow(DataError);
  });

  it('says what a cell should be, and in which row it was', async () => {
    const fit = (cell: unknown) => columnTransformer({ x: standardize() }).fit(fromIterable([{ x: 1 }, { x: cell }]));
    await expect(fit('2001-05-01')).rejects.toThrow("got '2001-05-01' in row 1. Read it as a date");
    await expect(fit('old')).rejects.toThrow("column x: it must have numbers, got 'old' in row 1.");
    const batches = fromIterable([{ x: 1 }]).pipe(batch(1));
    await expect(columnTransformer({ x: standardize() }).fit(batches)).rejects.toThrow(
      'Transform records before batch.',
    );
    await expect(columnTransformer({ x: oneHot() }).fit(batches)).rejects.toThrow('Transform records before batch.');
    await expect(columnTransformer({ x: oneHot() }).fit([{ x: 1 }] as never)).rejects.toThrow(
      'Try fromIterable(rows).',
    );
  });

  it('a field that stays under the name of one that is made', () => {
    const twice = fromIterable([{ x: 1, y: 2 }]).pipe(
      columnTransformer({ x: passThrough() }).apply(),
      columnTransformer({ y: passThrough() }).apply(),
    );
    expect(() => twice.open().next()).toThrow("got 'features'. Name the features with { into }");
    const code = columnTransformer({ y: ordinal({ from: 'x', max: 3 }) });
    expect(() =>
      fromIterable([{ x: 1, y: 2 }])
        .pipe(code.learn())
        .open()
        .next(),
    ).toThrow("got 'y'.");
  });

  it('an unknown category, if told so', async () => {
    const features = await columnTransformer({ city: oneHot({ unknown: 'error' }) }).fit(data);
    expect(() =>
      fromIterable([{ city: 'Lima' }])
        .pipe(features.apply())
        .open()
        .next(),
    ).toThrow("oneHot of city: a category must be one of those that were fitted, got 'Lima'.");
  });

  it.each([
    [() => columnTransformer({ age: [standardize(), minMax()] }), 'before another transform there must be impute'],
    [() => columnTransformer({ age: [] }), 'an empty array'],
    [() => columnTransformer({ age: [impute(0), minMax({ from: 'b' })] }), 'the first transform of a chain must name'],
    [
      () => columnTransformer({ city: hash({ bits: 4 }) }, { output: 'dense' }),
      'the features of a hash must be sparse',
    ],
    [() => columnTransformer({ city: hash({ bits: 31 }) }), 'bits must be a whole number from 1 to 30'],
    [() => columnTransformer({ age: bucketize([2, 1]) }), 'boundaries must be finite numbers that ascend'],
    [() => columnTransformer({ age: impute('medain' as never) }), "Did you mean 'median'?"],
    [() => columnTransformer({ age: dateParts({ parts: ['hours' as never] }) }), "Did you mean 'hour'?"],
    [() => columnTransformer({ age: quantileTransform({ quantiles: 1 }) }), 'a whole number of at least 2'],
    [() => columnTransformer({ age: oneHot({ max: 0 }) }), 'max must be a whole number of at least 1'],
    [() => columnTransformer({ age: targetEncode({} as never) }), 'target must be the name of a field'],
    [() => columnTransformer({ age: minMax({ clipp: true } as never) }), "Did you mean 'clip'?"],
  ])('wrong options, case %#', (make, words) => {
    expect(make).toThrow(ContractError);
    expect(make).toThrow(words);
  });
});
