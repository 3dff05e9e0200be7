import { readFileSync } from 'node:fs';
import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batch,
  classWeights,
  collect,
  DataError,
  fromAsyncIterable,
  fromIterable,
  kFold,
  oversample,
  shuffle,
  split,
  timeSeriesSplit,
  type Dataset,
  type Fold,
} from '../index.ts';
import { rest } from '../testing/rest.ts';

const file = new URL('../../../../tools/laws/reference/folds.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as {
  plain: { rows: number; k: number; validation: number[][] }[];
  stratified: { k: number; labels: number[]; validation: number[][] }[];
  grouped: { k: number; groups: number[]; validation: number[][] }[];
  both: { k: number; groups: number[]; labels: number[]; validation: number[][] }[];
  series: {
    rows: number;
    folds: number;
    options: { test_size?: number; gap?: number; max_train_size?: number };
    parts: [number[], number[]][];
  }[];
  splits: { labels: number[]; sizes: [number, number]; counts: number[][] }[];
  weights: { labels: number[]; weights: number[] }[];
};

interface Row {
  readonly row: number;
  readonly label: number;
  readonly group: number;
}

function table(count: number, labels: readonly number[] = [], groups: readonly number[] = []): Dataset<Row> {
  return fromIterable(
    Array.from({ length: count }, (_, row) => ({ row, label: labels[row] ?? 0, group: groups[row] ?? 0 })),
  );
}

const rowsOf = (data: Dataset<Row>): number[] => rest(data.open()).map(({ row }) => row);
const heldOut = (folds: readonly Fold<Row>[]): number[][] => folds.map(({ validation }) => rowsOf(validation));

describe('kFold without a seed gives the rows of scikit-learn', () => {
  test.each(reference.plain)('KFold: $rows rows in $k folds', ({ rows, k, validation }) => {
    expect(heldOut(kFold(table(rows), k))).toEqual(validation);
  });

  test.each(reference.stratified)('StratifiedKFold: $k folds of $labels.length rows', ({ k, labels, validation }) => {
    expect(heldOut(kFold(table(labels.length, labels), k, { stratify: 'label' }))).toEqual(validation);
  });

  test.each(reference.grouped)('GroupKFold: $k folds of $groups.length rows', ({ k, groups, validation }) => {
    expect(heldOut(kFold(table(groups.length, [], groups), k, { groups: 'group' }))).toEqual(validation);
  });

  test.each(reference.both)('StratifiedGroupKFold: $k folds of $labels.length rows', row => {
    const data = table(row.labels.length, row.labels, row.groups);
    expect(heldOut(kFold(data, row.k, { stratify: 'label', groups: ({ group }) => group }))).toEqual(row.validation);
  });
});

describe('kFold', () => {
  test('validates on each row once, and trains on all others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 6, maxLength: 40 }),
        fc.option(fc.nat(), { nil: undefined }),
        fc.constantFrom('none', 'stratify', 'groups'),
        (k, labels, seed, kind) => {
          const counts = [0, 1, 2].map(label => labels.filter(own => own === label).length).filter(count => count > 0);
          fc.pre(kind !== 'stratify' || Math.min(...counts) >= k);
          fc.pre(kind !== 'groups' || counts.length >= k);
          const options = { ...(seed === undefined ? {} : { seed }), ...(kind === 'none' ? {} : { [kind]: 'label' }) };
          const folds = kFold(table(labels.length, labels), k, options);
          const all = labels.map((_, row) => row);
          expect(
            heldOut(folds)
              .flat()
              .sort((a, b) => a - b),
          ).toEqual(all);
          for (const { training, validation } of folds) {
            const out = rowsOf(validation);
            expect(rowsOf(training)).toEqual(all.filter(row => !out.includes(row)));
            if (kind !== 'groups') expect(out.length - Math.floor(labels.length / k)).toBeLessThanOrEqual(1);
            if (kind === 'stratify')
              counts.forEach((count, at) => {
                const label = [...new Set(labels)].sort((a, b) => a - b)[at];
                const share = out.filter(row => labels[row] === label).length - count / k;
                expect(Math.abs(share)).toBeLessThan(1);
              });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('deals by the seed, the same whenever it is asked', () => {
    const data = table(40);
    expect(heldOut(kFold(data, 4, { seed: 1 }))).toEqual(heldOut(kFold(data, 4, { seed: 1 })));
    expect(heldOut(kFold(data, 4, { seed: 1 }))).not.toEqual(heldOut(kFold(data, 4, { seed: 2 })));
    expect(heldOut(kFold(data, 4, { seed: 1 }))).not.toEqual(heldOut(kFold(data, 4)));
  });

  test('of a source that is read from front to back works on what was collected', async () => {
    const later = fromAsyncIterable(async function* () {
      yield* [1, 2, 3];
    });
    expect(() => kFold(later, 2)).toThrow(
      'kFold: the rows must be the same in every epoch and readable in any order, got a dataset read from front to back. Read it into memory before: kFold(await collect(dataset), …).',
    );
    const folds = kFold(await collect(later), 3);
    expect(folds.map(({ validation }) => rest(validation.open()))).toEqual([[1], [2], [3]]);
  });

  test.each<[string, () => unknown, string]>([
    ['one fold', () => kFold(table(9), 1), 'kFold: k must be a whole number, at least 2, got 1.'],
    [
      'fewer rows than folds',
      () => kFold(table(2), 3),
      'kFold: there must be at least 3 rows, one for each fold, got 2.',
    ],
    [
      'a class with fewer rows than folds',
      () => kFold(table(5, [0, 0, 0, 7, 0]), 2, { stratify: 'label' }),
      'kFold: there must be at least 2 rows of class 7, one for each fold, got 1. Merge rare classes, or take fewer folds.',
    ],
    [
      'fewer groups than folds',
      () => kFold(table(5), 2, { groups: 'group' }),
      'kFold: there must be at least 2 groups, one for each fold, got 1.',
    ],
    [
      'a field that is not there',
      () => kFold(table(5), 2, { stratify: 'lable' as 'label' }),
      'kFold: stratify: the field lable must be a number, a text or a boolean in each record, got undefined in row 0.',
    ],
    [
      'shuffled rows',
      () => kFold(table(5).pipe(shuffle({ seed: 1 })), 2),
      'got a dataset with another order for each epoch. Use kFold first,',
    ],
    ['an unknown option', () => kFold(table(5), 2, { stratified: 'label' } as never), "Did you mean 'stratify'?"],
  ])('refuses %s', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});

describe('timeSeriesSplit', () => {
  test.each(reference.series)('gives the rows of scikit-learn: $rows rows, $folds folds, $options', row => {
    const { test_size, gap, max_train_size } = row.options;
    const folds = timeSeriesSplit(table(row.rows), row.folds, {
      ...(test_size === undefined ? {} : { testSize: test_size }),
      ...(gap === undefined ? {} : { gap }),
      ...(max_train_size === undefined ? {} : { maxTrainSize: max_train_size }),
    });
    expect(folds.map(({ training, validation }) => [rowsOf(training), rowsOf(validation)])).toEqual(row.parts);
  });

  test('refuses more than there is', () => {
    expect(() => timeSeriesSplit(table(3), 3)).toThrow(
      'timeSeriesSplit: there must be more than 3 rows, for 3 folds of 1 and a gap of 0, got 3.',
    );
    expect(() => timeSeriesSplit(table(20), 2, { testSize: 8, gap: 4 })).toThrow(DataError);
    expect(() => timeSeriesSplit(table(20), 2, { testSize: 0 })).toThrow('testSize must be a whole number, at least 1');
  });
});

describe('a stratified split', () => {
  test.each(reference.splits)('has the class counts of scikit-learn: $sizes', ({ labels, sizes, counts }) => {
    const data = table(labels.length, labels);
    const [training, test] = split(data, { seed: 3, sizes, stratify: 'label' });
    const countsOf = (part: Dataset<Row>): number[] => {
      const own = rest(part.open()).map(({ label }) => label);
      return counts[0]!.map((_, label) => own.filter(other => other === label).length);
    };
    expect([training, test].map(countsOf)).toEqual(counts);
    expect([training.length, test.length]).toEqual(sizes);
    expect([...rowsOf(training), ...rowsOf(test)].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row));
    expect(rowsOf(test)).not.toEqual([...rowsOf(test)].sort((a, b) => a - b));
  });

  test('refuses a class that cannot be in each part', () => {
    const options = { seed: 1, fractions: [0.8, 0.2], stratify: 'label' } as const;
    expect(() => split(table(6, [0, 0, 0, 0, 0, 1]), options)).toThrow(
      'split: each class must have at least 2 rows, one for each part, got 1 of class 1. Merge rare classes,',
    );
  });
});

describe('classWeights', () => {
  test.each(reference.weights)('are those of scikit-learn', ({ labels, weights }) => {
    const own = classWeights(table(labels.length, labels), 'label');
    weights.forEach((weight, label) => expect(own.get(label)).toBeCloseTo(weight, 14));
    expect(own.size).toBe(weights.length);
  });

  test('take any label, also of rows that are read from front to back', () => {
    const origins = fromIterable(() => [{ origin: 'USA' }, { origin: 'USA' }, { origin: 'Japan' }]);
    expect([...classWeights(origins, 'origin')]).toEqual([
      ['USA', 0.75],
      ['Japan', 1.5],
    ]);
    const coded = fromIterable([1, 1, 0].map(code => ({ y: tensor(code, { dtype: 'int32' }) })));
    expect([...classWeights(coded as never, 'y' as never)]).toEqual([[1, 0.75], [0, 1.5]]); // prettier-ignore
    expect([...classWeights(origins, ({ origin }) => origin === 'USA')].map(([label]) => label)).toEqual([true, false]);
  });

  test('refuse what has to be awaited, a missing label and no rows', () => {
    const later = fromAsyncIterable<{ y: number }>(async function* () {
      yield { y: 1 };
    });
    expect(() => classWeights(later, 'y')).toThrow('Give it await collect(dataset).');
    expect(() => classWeights(fromIterable([{ y: 1 }, { y: NaN }]), 'y')).toThrow('got NaN in row 1.');
    expect(() => classWeights(fromIterable<{ y: number }>([]), 'y')).toThrow('got none.');
  });
});

describe('oversample', () => {
  const labels = [0, 0, 0, 0, 0, 1, 1, 2];
  const even = table(labels.length, labels).pipe(oversample('label', { seed: 5 }));

  test('gives all classes as many rows as the largest, all rows among them', () => {
    const seen = rest(even.open());
    expect([even.length, seen.length]).toEqual([15, 15]);
    for (const label of [0, 1, 2]) expect(seen.filter(row => row.label === label)).toHaveLength(5);
    expect(new Set(seen.map(({ row }) => row)).size).toBe(8);
  });

  test('draws others in each epoch, by the seed', () => {
    const tables = [0, 1, 2, 3].map(epoch => JSON.stringify(rest(even.open({ epoch, index: 0 }))));
    expect(new Set(tables).size).toBeGreaterThan(1);
    expect(JSON.stringify(rest(even.open()))).toBe(tables[0]);
  });

  test('goes on into a shuffle of all rows, and batches', () => {
    const sizes = rest(even.pipe(shuffle({ seed: 1 }), batch(4)).open()).map(({ row }) => row.size);
    expect(sizes).toEqual([4, 4, 4, 3]);
  });

  test('of no rows is empty', () => {
    expect(table(0).pipe(oversample('label', { seed: 1 })).length).toBe(0);
  });
});
