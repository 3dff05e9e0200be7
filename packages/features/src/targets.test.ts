import { Dataset, epochs, fromIterable, shuffle } from '@thalweg/data';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { columnTransformer, impute, oneHot, quantileTransform, standardize, targetEncode } from './index.ts';
import { people, type Person } from './testing/people.ts';
import { rowsOf } from './testing/rows-of.ts';

describe('targets do not leak', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ city: 'abc'[(i * 7) % 3]!, late: ((i * 13) % 5) / 3 }));
  const encodings = async (records: typeof rows): Promise<number[]> => {
    const features = columnTransformer({ city: targetEncode({ target: 'late', smoothing: 3 }) });
    await features.fit(fromIterable(records));
    return rowsOf(fromIterable(records).pipe(features.apply({ ordered: true }))).flat();
  };

  it('a changed target changes neither its own encoding nor an earlier one', async () => {
    const wanted = await encodings(rows);
    for (let at = 0; at < rows.length; at++) {
      const changed = rows.map((row, i) => (i === at ? { ...row, late: 1000 } : row));
      const given = await encodings(changed);
      expect(given.slice(0, at + 1)).toEqual(wanted.slice(0, at + 1));
      const stream = columnTransformer({ city: targetEncode({ target: 'late', smoothing: 3 }) });
      expect(rowsOf(from(changed).pipe(stream.learn())).flat()).toEqual(given);
    }
  });

  it('each row has the shrunk mean of the rows before', async () => {
    const given = await encodings(rows);
    rows.forEach(({ city }, i) => {
      const before = rows.slice(0, i);
      const own = before.filter(row => row.city === city);
      const sum = (some: typeof rows): number => some.reduce((total, { late }) => total + late, 0);
      const mean = i === 0 ? 0 : sum(before) / i;
      expect(given[i]).toBeCloseTo(own.length === 0 ? mean : (sum(own) + 3 * mean) / (own.length + 3), 6);
    });
  });

  it('every epoch begins anew, in its own order', async () => {
    const features = await columnTransformer({ city: targetEncode({ target: 'late' }) }).fit(fromIterable(rows));
    const twice = rowsOf(fromIterable(rows).pipe(epochs(2), features.apply({ ordered: true })));
    expect(twice.slice(40)).toEqual(twice.slice(0, 40));
    const shuffled = fromIterable(rows).pipe(shuffle({ seed: 1 }), epochs(2), features.apply({ ordered: true }));
    expect(shuffled).toBeInstanceOf(Dataset);
    const all = rowsOf(shuffled);
    const iterator = shuffled.open({ epoch: 1, index: 7 });
    expect([...(iterator.next() as unknown as { features: Float32Array }).features]).toEqual(all[47]);
  });

  it('the very dataset of a fit is refused, unless the order is chosen', async () => {
    const records = fromIterable(rows);
    const features = await columnTransformer({ city: targetEncode({ target: 'late' }) }).fit(records);
    expect(() => records.pipe(features.apply())).toThrow('rows that were fitted must not see their own target');
    expect(rowsOf(records.pipe(features.apply({ ordered: false })))).toHaveLength(40);
    expect(rowsOf(fromIterable(rows).pipe(features.apply()))).toHaveLength(40);
  });

  it('a row without a target teaches nothing along a stream, and is refused in a fit', async () => {
    const features = columnTransformer({ city: targetEncode({ target: 'late' }) });
    from([
      { city: 'a', late: 1 },
      { city: 'a', late: null },
    ])
      .pipe(features.learn())
      .subscribe();
    expect(rowsOf(from([{ city: 'b' }]).pipe(features.apply()))).toEqual([[1]]);
    await expect(features.fit(fromIterable([{ city: 'a', late: NaN }]))).rejects.toThrow(
      'column late: the target of a row must be a finite number, got NaN in row 0.',
    );
  });
});

describe('folds', () => {
  it('an outlier in the held-out fold changes no fitted value', async () => {
    const features = columnTransformer({
      age: [impute('mean'), standardize()],
      spread: quantileTransform({ from: 'age' }),
      city: oneHot(),
      mean: targetEncode({ target: 'late', from: 'city' }),
    });
    const fold = (held: number, records: readonly Person[]): Dataset<Person> =>
      fromIterable(records.filter((_, i) => i % 4 !== held));
    for (let held = 0; held < 4; held++) {
      const outlier = people.map((person, i) => (i === held ? { age: 1e9, city: 'Nowhere', late: -1e9 } : person));
      const [one, other] = [
        await features.fresh().fit(fold(held, people)),
        await features.fresh().fit(fold(held, outlier)),
      ];
      expect(other.save()).toEqual(one.save());
    }
    expect(features.rows).toBe(0);
  });
});
