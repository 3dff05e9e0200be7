import { fromIterable } from '@thalweg/data';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, type Json } from '@thalweg/train';
import { ContractError } from '@thalweg/tensor';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as all from './index.ts';
import type { ColumnChain, ColumnTransformer, ColumnTransformerOptions, ColumnTransforms } from './index.ts';
import { allTransforms, columnTransformer, columnTransformerOf } from './index.ts';

const { bucketize, dateParts, hash, impute, minMax, missingIndicator, oneHot, ordinal } = all;
const { passThrough, quantileTransform, standardize, targetEncode } = all;

/** Rows with missing cells, negative zeros, and categories of several kinds. */
const rows = Array.from({ length: 60 }, (_, i) => ({
  n: i % 7 === 3 ? NaN : ((i * 37) % 101) / 3 - 10,
  full: i === 5 ? -0 : Math.sin(i) * 1e5,
  when: i % 11 === 0 ? null : Date.UTC(2001, i % 12, 1 + (i % 28), i % 24, i),
  city: [null, 'Graz', 'Rome', '7', 7, true][(i * 5) % 6],
  other: `o${i % 9}`,
  late: i % 3,
}));

/** Rows that a fit has not seen: unknown categories, numbers out of range, missing cells. */
const unseen = [
  { n: 1e6, full: -1e6, when: 0, city: 'Lima', other: 'x', late: 1 },
  { n: NaN, full: 3, when: null, city: undefined, other: null, late: 0 },
  { n: -3, full: 0, when: Date.UTC(2024, 1, 29), city: 7, other: 'o1', late: 1 },
];

/** Each transform with its defaults and with all its options, before and after others where it fits. */
const chains: Readonly<Record<string, readonly ColumnChain[]>> = {
  bucketize: [bucketize([-5, 0, 7.5], { from: 'full' }), [impute(0, { from: 'n' }), bucketize([0, 5]), ordinal()]],
  dateParts: [
    dateParts({ from: 'when' }),
    dateParts({ from: 'full', parts: ['minute', 'day'], cyclic: false }),
    [dateParts({ from: 'full', parts: ['hour'], cyclic: false }), oneHot()],
  ],
  hash: [hash({ bits: 6, from: 'city' }), hash({ bits: 9, sign: true, seed: 7, from: ['city', 'other'] })],
  impute: [impute('mean', { from: 'n' }), impute('median', { from: 'n' }), impute(-2.5, { from: 'n' })],
  minMax: [minMax({ from: 'full' }), minMax({ from: 'full', clip: true })],
  missingIndicator: [missingIndicator({ from: 'city' })],
  oneHot: [
    oneHot({ from: 'city' }),
    oneHot({ from: 'city', max: 3, minCount: 2, unknown: 'other' }),
    oneHot({ from: 'late', unknown: 'error' }),
  ],
  ordinal: [ordinal({ from: 'city' }), ordinal({ from: 'late', max: 8, minCount: 1, unknown: 'error' })],
  passThrough: [passThrough({ from: 'full' }), [passThrough({ from: 'full' }), bucketize([0])]],
  quantileTransform: [
    quantileTransform({ from: 'full' }),
    [impute('median', { from: 'n' }), quantileTransform({ quantiles: 5, output: 'normal' })],
  ],
  standardize: [standardize({ from: 'full' }), [impute('mean', { from: 'n' }), standardize()]],
  targetEncode: [
    targetEncode({ from: 'city', target: 'late' }),
    targetEncode({ from: 'other', target: 'late', smoothing: 0.5, prior: 0.25 }),
  ],
};

const cases = Object.entries(chains).flatMap(([name, given]) =>
  given.map((chain, i) => [`${name} ${i}`, chain] as const),
);

/** The transformer that a file tells of: its description as JSON text, and its state as the bytes of a snapshot. */
function throughAFile(trained: ColumnTransformer, transforms = allTransforms): ColumnTransformer {
  const { kind, arguments: given } = JSON.parse(JSON.stringify(trained.describe())) as {
    kind: string;
    arguments: Json[];
  };
  expect(kind).toBe('columnTransformer');
  const made = columnTransformerOf(transforms)(...given);
  restore({ made }, decodeSnapshot(encodeSnapshot(snapshot({ made: trained }))));
  return made;
}

/** All that is made of rows, with every bit of a number. */
function made(features: ColumnTransformer, given: readonly object[]): unknown[] {
  const found: unknown[] = [];
  from(given)
    .pipe(features.apply({ ordered: false }))
    .subscribe(record => found.push(record));
  return found;
}

describe('a transformer that is made again from its description and its state', () => {
  it.each(cases)('has the names, the width and the bits: %s', async (_, chain) => {
    const trained: ColumnTransformer = columnTransformer({ x: chain, plain: passThrough({ from: 'full' }) });
    await trained.fit(fromIterable(rows));
    const again = throughAFile(trained);
    expect([again.names, again.width, again.rows]).toEqual([trained.names, trained.width, trained.rows]);
    expect(again.describe()).toEqual(trained.describe());
    expect(again.summary!()).toEqual(trained.summary!());
    expect(made(again, rows)).toEqual(made(trained, rows));
  });

  it.each(cases.filter(([name]) => !name.startsWith('oneHot 2')))(
    'treats what is unseen as before: %s',
    async (_, chain) => {
      const trained: ColumnTransformer = columnTransformer({ x: chain, plain: passThrough({ from: 'full' }) });
      await trained.fit(fromIterable(rows));
      const again = throughAFile(trained);
      for (const row of unseen) {
        const [wanted, found] = [trained, again].map(features => {
          try {
            return features.applyTo(row);
          } catch (error) {
            return String(error);
          }
        });
        expect(found).toEqual(wanted);
      }
    },
  );

  it('goes on to learn along a stream with the same bits', () => {
    const learned = (): ColumnTransformer =>
      columnTransformer({ n: [impute('median'), standardize()], city: oneHot({ max: 4, unknown: 'other' }) });
    const run = (features: ColumnTransformer, given: readonly object[]): unknown[] => {
      const found: unknown[] = [];
      from(given)
        .pipe(features.learn())
        .subscribe(record => found.push(record));
      return found;
    };
    const [whole, begun] = [learned(), learned()];
    const wanted = run(whole, rows.slice(1));
    const before = run(begun, rows.slice(1, 30));
    expect([...before, ...run(throughAFile(begun), rows.slice(30))]).toEqual(wanted);
  });

  it('keeps the options, and columns with any names in their order', async () => {
    const columns: ColumnTransforms = {
      ['__proto__']: passThrough({ from: 'full' }),
      constructor: passThrough({ from: 'late' }),
      $call: oneHot({ from: 'city' }),
      kind: passThrough({ from: 'full' }),
    };
    const options: ColumnTransformerOptions = { into: 'x', output: 'sparse', dtype: 'float64', keep: ['late'] };
    const trained = columnTransformer(columns, options) as ColumnTransformer;
    await trained.fit(fromIterable(rows));
    const again = throughAFile(trained);
    expect(again.names).toEqual(trained.names);
    expect(again.applyTo(rows[1]!)).toEqual(trained.applyTo(rows[1]!));
    expect(Object.keys(again.applyTo(rows[1]!))).toEqual(['late', 'x.indices', 'x.values']);
  });
});

it('allTransforms has every transform that the package exports', () => {
  const others = ['allTransforms', 'columnTransformer', 'columnTransformerOf'];
  const transforms = Object.keys(all).filter(name => !others.includes(name));
  expect(Object.keys(allTransforms).sort()).toEqual(transforms.sort());
  expect(Object.keys(chains).sort()).toEqual(transforms.sort());
});

describe('a record on its own', () => {
  const features = columnTransformer({ age: [impute(30), standardize()], city: oneHot() }, { keep: ['late'] });
  const people = [
    { age: 20, city: 'Graz', late: 1 },
    { age: 40, city: 'Rome', late: 0 },
  ];

  it('is transformed at once, without its label, and nothing is learned', async () => {
    await features.fit(fromIterable(people));
    const before = features.save();
    expect(features.applyTo({ age: 20, city: 'Graz' })).toEqual({ features: Float32Array.of(-1, 1, 0) });
    expect(features.applyTo({ age: null, city: 'Lima', late: 1 })).toEqual({
      late: 1,
      features: Float32Array.of(0, 0, 0),
    });
    expect(features.save()).toEqual(before);
  });

  it('must have the fields that are read, also after others', async () => {
    await features.fit(fromIterable(people));
    features.applyTo({ age: 20, city: 'Graz' });
    expect(() => features.applyTo({ age: 20, cty: 'Graz' })).toThrow("Did you mean 'cty'?");
    expect(() => features.applyTo(5 as never)).toThrow('records must be objects with fields');
    expect(() => features.applyTo({ age: 'old', city: 'Graz' })).toThrow('it must have numbers');
  });

  it('is no first record for a stream', async () => {
    const apart = await columnTransformer({ age: standardize() }, { keep: ['late'] }).fit(fromIterable(people));
    apart.applyTo({ age: 20 });
    const errors: string[] = [];
    from([{ age: 20 }])
      .pipe(apart.apply())
      .subscribe({ error: (error: Error) => errors.push(error.message) });
    expect(errors[0]).toContain("there must be a field 'late'");
  });
});

it('tells the ranges and categories that it has seen', async () => {
  const features = columnTransformer({
    age: [impute('median'), minMax()],
    size: standardize(),
    share: quantileTransform({ from: 'size' }),
    city: oneHot(),
    route: hash({ bits: 4, from: ['city', 'age'] }),
  });
  await features.fit(
    fromIterable([
      { age: 20, size: 1, city: 'Graz' },
      { age: NaN, size: 3, city: null },
      { age: 60, size: 5, city: 'Rome' },
      { age: 40, size: 7, city: 'Rome' },
    ]),
  );
  const summary = features.summary!();
  expect(summary).toEqual({
    age: { from: ['age'], least: 20, most: 60, median: 40 },
    size: { from: ['size'], mean: 4, deviation: Math.sqrt(5) },
    share: { from: ['size'], least: 1, most: 7 },
    city: { from: ['city'], count: 3, categories: ['Graz', 'Rome', 'missing'] },
    route: { from: ['city', 'age'] },
  });
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
});

describe('a description that does not fit', () => {
  const make =
    (columns: unknown, options: unknown = {}) =>
    () =>
      columnTransformerOf(allTransforms)(columns as Json, options as Json);
  const one = (call: unknown): unknown => [{ name: 'x', transforms: [call] }];

  it.each([
    ['columns that are no list', make({}), 'columns must be an array'],
    ['no columns', make([]), 'there must be transforms'],
    ['a column without a name', make([null]), 'a column must have a name, got null'],
    [
      'a column twice',
      make([...(one(['minMax']) as []), ...(one(['minMax']) as [])]),
      "each column must be there once, got two of 'x'",
    ],
    ['no transforms', make([{ name: 'x', transforms: [] }]), 'there must be a transform'],
    [
      'transforms that are no list',
      make([{ name: 'x', transforms: 'minMax' }]),
      'the transforms of x must be an array',
    ],
    ['a transform that is no call', make(one('minMax')), 'a transform must be an array'],
    ['an unknown transform', make(one(['onehot'])), "none of the name 'onehot'. Did you mean 'oneHot'?"],
    ['a name of the prototype', make(one(['toString'])), "none of the name 'toString'"],
    ['a name that is no text', make(one([['minMax']])), 'none of the name Array'],
    ['an unknown option', make(one(['minMax', { clp: true }])), "Did you mean 'clip'?"],
    ['an option of another kind', make(one(['minMax', { clip: 1 }])), 'clip must be a boolean'],
    ['a field that is no text', make(one(['minMax', { from: 5 }])), 'from must name one field, got 5'],
    [
      'two fields where one is read',
      make(one(['minMax', { from: ['a', 'b'] }])),
      "from must name one field, got ['a', 'b']",
    ],
    [
      'fields that are no texts',
      make(one(['hash', { bits: 4, from: [1, null] }])),
      'from must name a field, or several',
    ],
    ['no field', make(one(['hash', { bits: 4, from: [] }])), 'from must name a field, or several'],
    [
      'boundaries that do not ascend',
      make(one(['bucketize', [2, 1]])),
      'boundaries must be finite numbers that ascend',
    ],
    [
      'boundaries that are texts',
      make(one(['bucketize', ['1', '2']])),
      'boundaries must be finite numbers that ascend',
    ],
    [
      'a filling that is no number',
      make(one(['impute', { much: 1 }])),
      "it must be 'mean', 'median' or a finite number",
    ],
    ['a part of no date', make(one(['dateParts', { parts: ['our'] }])), "Did you mean 'hour'?"],
    ['too many bits', make(one(['hash', { bits: 31 }])), 'bits must be a whole number from 1 to 30'],
    ['a limit that is no number', make(one(['oneHot', { max: '5' }])), 'max must be a number'],
    ['half a category', make(one(['ordinal', { minCount: 0.5 }])), 'minCount must be a whole number of at least 1'],
    ['a target that is no field', make(one(['targetEncode', { target: 3 }])), 'target must be the name of a field'],
    [
      'a chain that does not fit together',
      make([{ name: 'x', transforms: [['minMax'], ['minMax']] }]),
      'before another transform there must be',
    ],
    ['a field of features that is no text', make(one(['minMax']), { into: 5 }), 'a field must be a text, got 5'],
    ['kept fields that are no list', make(one(['minMax']), { keep: 'late' }), 'keep must be an array'],
    ['a kept field that is no text', make(one(['minMax']), { keep: [{}] }), 'a field must be a text, got Object'],
    ['an unknown output', make(one(['minMax']), { output: 'dens' }), "Did you mean 'dense'?"],
    ['options that are no object', make(one(['minMax']), 3), 'options must be an object'],
  ])('%s', (_, making, message) => {
    expect(making).toThrow(ContractError);
    expect(making).toThrow(message);
  });

  it('and a table that lacks one of its transforms, is refused', async () => {
    const trained: ColumnTransformer = columnTransformer({ n: minMax({ from: 'full' }), city: oneHot() });
    await trained.fit(fromIterable(rows));
    expect(() => throughAFile(trained, { minMax, ordinal })).toThrow("none of the name 'oneHot'");
    expect(throughAFile(trained, { minMax, oneHot }).names).toEqual(trained.names);
  });
});
