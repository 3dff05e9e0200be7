import { fromIterable } from '@thalweg/data';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  bucketize,
  columnTransformer,
  dateParts,
  impute,
  minMax,
  oneHot,
  ordinal,
  passThrough,
  quantileTransform,
  standardize,
  targetEncode,
  type CalendarPart,
  type ColumnChain,
  type ColumnTransformerOptions,
} from './index.ts';

type Cell = number | string | null;
type Columns = Readonly<Record<string, readonly Cell[]>>;

interface Transformed {
  readonly table: (number | null)[];
  readonly others: (number | null)[];
}

interface NumberReference {
  readonly standardize: Transformed & { readonly mean: number; readonly scale: number };
  readonly standardizeFilled: Transformed & { readonly mean: number; readonly scale: number };
  readonly minMax: Transformed & { readonly least: number; readonly most: number };
  readonly uniform: Transformed & { readonly quantiles: number[] };
  readonly normal: Transformed & { readonly quantiles: number[] };
  readonly uniformFilled: Transformed & { readonly quantiles: number[] };
  readonly mean: number;
  readonly median: number;
}

interface CategoryReference {
  readonly categories: Cell[];
  readonly oneHot: { readonly table: number[][]; readonly others: number[][] };
  readonly frequent: { readonly categories: Cell[]; readonly table: number[][] };
  readonly ordinal: { readonly table: number[]; readonly others: number[] };
  readonly targetEncode: { readonly encodings: number[]; readonly mean: number; readonly others: number[] };
}

interface Reference {
  readonly table: Columns;
  readonly others: Columns;
  readonly numbers: Readonly<Record<string, NumberReference>>;
  readonly categories: Readonly<Record<string, CategoryReference>>;
  readonly dates: Readonly<Record<CalendarPart | 'times', number[]>>;
  readonly buckets: { readonly boundaries: number[]; readonly codes: (number | null)[] };
}

const file = new URL('../../../tools/laws/reference/features.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

function recordsOf(columns: Columns): Record<string, Cell>[] {
  const [first] = Object.values(columns);
  return first!.map((_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]!] as const)),
  );
}

const [table, others] = [recordsOf(reference.table), recordsOf(reference.others)];
const withTargets = others.map(record => ({ ...record, target: null }));

/** The state of a fit, as plain data. */
async function fitted(name: string, chain: ColumnChain): Promise<Record<string, unknown>> {
  const features = await columnTransformer({ [name]: chain }).fit(fromIterable(table));
  const { tensors, values } = features.save();
  const state = values['state'] as { columns: Record<string, { fill: object; of: object }> };
  const arrays = tensors['float64']?.data;
  const read = (value: unknown): unknown => {
    const array = (value as { $array?: [string, number, number] } | null)?.$array;
    return array === undefined ? value : Array.from(arrays!.slice(array[1], array[1] + array[2]));
  };
  const { fill, of } = state.columns[name]!;
  return Object.fromEntries([...Object.entries(fill), ...Object.entries(of)].map(([key, value]) => [key, read(value)]));
}

/** The features of records after a fit on the table, in float64. */
async function features(
  name: string,
  chain: ColumnChain,
  records: readonly object[] = table,
  options?: ColumnTransformerOptions,
): Promise<number[][]> {
  const made = await columnTransformer({ [name]: chain }, { dtype: 'float64', ...options }).fit(fromIterable(table));
  const rows: number[][] = [];
  fromIterable(records)
    .pipe(made.apply())
    .subscribe(record => rows.push([...(record as unknown as { features: Float64Array }).features]));
  return rows;
}

/** Compares numbers to 1e-12 of the largest of them. */
function expectClose(given: readonly number[], wanted: readonly (number | null)[], tolerance = 1e-12): void {
  const scale = Math.max(1, ...wanted.map(x => Math.abs(x ?? 0)));
  expect(given.length).toBe(wanted.length);
  expect(Math.max(...given.map((x, i) => Math.abs(x - wanted[i]!)))).toBeLessThan(tolerance * scale);
}

/** The tolerance of a difference from `mean` in units of `scale`, which scikit-learn rounds like the mean. */
function cancelling(mean: number, scale: number): number {
  return Math.max(1e-12, (8 * Number.EPSILON * Math.abs(mean)) / scale);
}

/** The rows whose number is known, with what scikit-learn made of them. */
function known(
  name: string,
  columns: Columns,
  made: readonly (number | null)[],
): { records: object[]; wanted: number[] } {
  const rows = columns[name]!.map((cell, row) => ({ cell, row })).filter(({ cell }) => cell !== null);
  return { records: rows.map(({ cell }) => ({ [name]: cell })), wanted: rows.map(({ row }) => made[row]!) };
}

describe.each(Object.entries(reference.numbers))('the column %s is transformed as by scikit-learn', (name, wanted) => {
  const both = async (chain: ColumnChain, made: Transformed, tolerance?: number): Promise<void> => {
    for (const [columns, results] of [
      [reference.table, made.table],
      [reference.others, made.others],
    ] as const) {
      const { records, wanted } = known(name, columns, results);
      expectClose((await features(name, chain, records)).flat(), wanted, tolerance);
    }
  };
  const filled = async (chain: ColumnChain, made: Transformed, tolerance: number): Promise<void> => {
    expectClose((await features(name, chain)).flat(), made.table, tolerance);
    expectClose((await features(name, chain, others)).flat(), made.others, tolerance);
  };
  const expectMoments = async (chain: ColumnChain, { mean, scale }: { mean: number; scale: number }): Promise<void> => {
    const { first, shiftedMean, count, squares } = (await fitted(name, chain)) as Record<string, number>;
    expectClose([(first! + shiftedMean!) / mean], [1]);
    if (name === 'constant') expect(squares).toBe(0);
    else expectClose([Math.sqrt(squares! / count!) / scale], [1]);
  };
  // Quantiles that lie close together: a difference of two of them has few digits left.
  const between = cancelling(wanted.standardize.mean, wanted.standardize.scale / 50);

  it('standardize: mean and scale, and what it makes of the table and of other rows', async () => {
    await expectMoments(standardize(), wanted.standardize);
    await both(standardize(), wanted.standardize, cancelling(wanted.standardize.mean, wanted.standardize.scale));
  });

  it('minMax: least and most', async () => {
    const { least, most } = await fitted(name, minMax());
    expect([least, most]).toEqual([wanted.minMax.least, wanted.minMax.most]);
    const { least: lowest, most: highest } = wanted.minMax;
    await both(minMax(), wanted.minMax, cancelling(highest, highest - lowest));
  });

  it('quantileTransform to a uniform distribution: all quantiles', async () => {
    const { edges } = await fitted(name, quantileTransform({ quantiles: 50 }));
    expectClose(edges as number[], wanted.uniform.quantiles);
    await both(quantileTransform({ quantiles: 50 }), wanted.uniform, between);
  });

  it('quantileTransform to a normal distribution', async () => {
    await both(quantileTransform({ quantiles: 50, output: 'normal' }), wanted.normal, 10 * between);
  });

  it('impute by the median and the mean', async () => {
    expectClose((await features(name, impute('median'), [{ [name]: null }])).flat(), [wanted.median]);
    expectClose((await features(name, impute('mean'), [{ [name]: null }])).flat(), [wanted.mean]);
  });

  it('a chain is fitted on numbers that are filled in', async () => {
    const { mean, scale } = wanted.standardizeFilled;
    await expectMoments([impute('median'), standardize()], wanted.standardizeFilled);
    await filled([impute('median'), standardize()], wanted.standardizeFilled, cancelling(mean, scale));
    await filled([impute('median'), quantileTransform({ quantiles: 50 })], wanted.uniformFilled, between);
  });
});

describe.each(Object.entries(reference.categories))(
  'the column %s is transformed as by scikit-learn',
  (name, wanted) => {
    it('oneHot: the categories in their order, and missing ones last', async () => {
      const made = await columnTransformer({ [name]: oneHot() }).fit(fromIterable(table));
      expect(made.names).toEqual(wanted.categories.map(category => `${name}=${category ?? 'missing'}`));
      expect(await features(name, oneHot())).toEqual(wanted.oneHot.table);
      expect(await features(name, oneHot(), others)).toEqual(wanted.oneHot.others);
    });

    it('oneHot with rare categories together', async () => {
      const transform = oneHot({ minCount: 10, unknown: 'other' });
      const made = await features(name, transform);
      // scikit-learn has the rare ones last too, and only where there are some.
      const width = wanted.frequent.table[0]!.length;
      expect(made.map(row => row.slice(0, width))).toEqual(wanted.frequent.table);
    });

    it('ordinal: the codes', async () => {
      const code = (made: number, cell: Cell): number => {
        if (made === -1) return wanted.categories.indexOf(null);
        return made === -2 ? wanted.categories.length : made < 0 ? NaN : wanted.categories.indexOf(cell);
      };
      const made = await columnTransformer({ [name]: ordinal() }).fit(fromIterable(table));
      for (const [records, codes] of [
        [table, wanted.ordinal.table],
        [others, wanted.ordinal.others],
      ] as const) {
        const given: number[] = [];
        const read = (record: object): number => Number((record as Record<string, { item(): number }>)[name]!.item());
        fromIterable(records)
          .pipe(made.apply())
          .subscribe(record => given.push(read(record)));
        expect(given).toEqual(codes.map((made, row) => code(made, records[row]![name]!)));
        const plain = codes.filter(made => made >= 0);
        expect(given.filter((_, row) => codes[row]! >= 0)).toEqual(plain);
      }
    });

    it('targetEncode: the encodings of all categories', async () => {
      const transform = targetEncode({ target: 'target', smoothing: 7 });
      const each = wanted.categories.map(category => ({ [name]: category, target: 0 }));
      expectClose((await features(name, transform, each)).flat(), wanted.targetEncode.encodings);
      expectClose((await features(name, transform, withTargets)).flat(), wanted.targetEncode.others);
      const unknown = [{ [name]: 'nobody has this', target: 0 }];
      expectClose((await features(name, transform, unknown)).flat(), [wanted.targetEncode.mean]);
    });
  },
);

it('parts of dates are those of pandas', async () => {
  const { times, ...parts } = reference.dates;
  for (const [part, values] of Object.entries(parts)) {
    const records = times.map(when => ({ when }));
    const transform = dateParts({ parts: [part as CalendarPart], cyclic: false });
    const made = await columnTransformer({ when: transform }).fit(fromIterable(records));
    const given: number[] = [];
    fromIterable(records)
      .pipe(made.apply())
      .subscribe(({ features }) => given.push(features[0]!));
    expect(given).toEqual(values);
  }
});

it('buckets are those of numpy.digitize', async () => {
  const { boundaries, codes } = reference.buckets;
  const { records, wanted } = known('age', reference.table, codes);
  const rows = await features('age', bucketize(boundaries), records);
  expect(rows.map(row => row.indexOf(1))).toEqual(wanted);
  expect(rows.every(row => row.length === 6 && row.reduce((sum, x) => sum + x, 0) === 1)).toBe(true);
  expect((await features('age', [bucketize(boundaries), passThrough()], records)).flat()).toEqual(wanted);
});
