import { Dataset, epochs, fromIterable, shuffle } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { restore, snapshot, StateError } from '@thalweg/train';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  bucketize,
  columnTransformer,
  dateParts,
  impute,
  minMax,
  oneHot,
  quantileTransform,
  standardize,
  targetEncode,
} from './index.ts';
import { people, type Person, rowsOf } from './testing/people.ts';

const data = fromIterable(people);

describe('learn', () => {
  it('learns each record and transforms it then, and apply never learns', () => {
    const features = columnTransformer({ age: standardize(), city: oneHot({ max: 2 }) });
    const records = ['Rome', 'Graz', 'Rome', 'Lima'].map((city, i) => ({ age: i, city }));
    const rows = rowsOf(from(records).pipe(features.learn()));
    expect(rows[0]).toEqual([0, 1, 0]);
    expect(rows.map(row => row.slice(1))).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 0],
    ]);
    const deviation = Math.sqrt(5 / 4);
    expect(rows[3]![0]).toBeCloseTo(1.5 / deviation, 6);
    const before = features.save();
    expect(rowsOf(from(records).pipe(features.apply()))[3]).toEqual(rows[3]);
    expect(features.save()).toEqual(before);
    expect(features.rows).toBe(4);
  });

  it('learns nothing of a record that does not fit', () => {
    const features = columnTransformer({
      age: [impute('median'), standardize()],
      size: minMax(),
      city: oneHot({ max: 2, unknown: 'error' }),
      group: bucketize([3], { from: 'size' }),
      mean: targetEncode({ target: 'late', from: 'city' }),
    });
    const good = { age: 3, size: 1, city: 'a', late: 1 };
    const bad = [
      { size: NaN },
      { size: 'big' },
      { city: {} },
      { late: 'yes' },
      { late: Infinity },
      { age: Infinity },
      { city: 'c' },
    ];
    from([good, { ...good, city: 'b', age: 7 }])
      .pipe(features.learn())
      .subscribe();
    const before = features.save();
    for (const field of bad) {
      let failed = false;
      from([{ ...good, ...field }])
        .pipe(features.learn())
        .subscribe({ error: () => (failed = true) });
      expect(failed).toBe(true);
      expect(features.save()).toEqual(before);
    }
  });

  it('an apply between two records changes nothing', () => {
    const make = () => columnTransformer({ age: [impute('median'), quantileTransform()], city: oneHot({ max: 3 }) });
    const records = Array.from({ length: 90 }, (_, i) => ({
      age: i % 4 === 3 ? NaN : (i * 37) % 19,
      city: `${i % 5}`,
    }));
    const [one, other] = [make(), make()];
    const wanted = rowsOf(from(records).pipe(one.learn()));
    const given = records.flatMap(record => {
      const [row] = rowsOf(from([record]).pipe(other.learn()));
      const before = other.save();
      expect(rowsOf(from([record, { age: NaN, city: 'x' }]).pipe(other.apply()))[0]).toEqual(row);
      expect(other.save()).toEqual(before);
      return [row];
    });
    expect(given).toEqual(wanted);
  });

  it('needs the number of categories before a fit', () => {
    const features = columnTransformer({ city: oneHot() });
    let message = '';
    from(people)
      .pipe(features.learn())
      .subscribe({ error: (error: Error) => (message = error.message) });
    expect(message).toContain('say how many there may be with { max }');
    expect(() => features.width).toThrow(ContractError);
    expect(columnTransformer({ city: oneHot({ max: 3, unknown: 'other' }) }).width).toBe(4);
  });

  it('goes on after a fit, within the fitted width', async () => {
    const features = await columnTransformer({ city: oneHot(), age: minMax() }).fit(data);
    from([{ city: 'Lima', age: 100, late: 1 }])
      .pipe(features.learn())
      .subscribe();
    expect(features.names).toEqual(['city=Graz', 'city=Rome', 'city=missing', 'age']);
    expect(rowsOf(from([{ city: 'Lima', age: 60 }]).pipe(features.apply()))).toEqual([[0, 0, 0, 0.5]]);
  });
});

describe('a state', () => {
  const make = () =>
    columnTransformer({
      age: [impute('median'), quantileTransform()],
      city: oneHot({ max: 5 }),
      mean: targetEncode({ target: 'late', from: 'city' }),
      when: dateParts({ from: 'age' }),
    });
  const rows = Array.from({ length: 500 }, (_, i) => ({ age: (i * 37) % 101, city: `c${(i * i) % 7}`, late: i % 2 }));

  it('is restored to the same bits, in the middle of a stream', () => {
    const whole = rowsOf(from(rows).pipe(make().learn()));
    const first = make();
    const half = rowsOf(from(rows.slice(0, 200)).pipe(first.learn()));
    const second = make();
    restore({ features: second }, snapshot({ features: first }));
    expect([...half, ...rowsOf(from(rows.slice(200)).pipe(second.learn()))]).toEqual(whole);
  });

  it('is refused with words where it does not fit', async () => {
    const saved = (await make().fit(fromIterable(rows))).save();
    const other = columnTransformer({ age: standardize() });
    expect(() => other.prepare(saved)).toThrow(StateError);
    expect(() => other.prepare(saved)).toThrow('a state must be of the settings');
    expect(() => make().prepare(columnTransformer({ age: minMax() }).save())).toThrow(StateError);
    const least = await columnTransformer({ age: minMax() }).fit(data);
    const damaged = JSON.parse(JSON.stringify(least.save().values)) as {
      state: { columns: { age: { of: { least: number } } } };
    };
    damaged.state.columns.age.of.least = 1e6;
    expect(() => least.prepare({ tensors: {}, values: damaged as never })).toThrow('least must be at most most');
  });
});

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
