import { fromIterable } from '@thalweg/data';
import { restore, snapshot, StateError } from '@thalweg/train';
import { ContractError } from '@thalweg/tensor';
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
import { people } from './testing/people.ts';
import { rowsOf } from './testing/rows-of.ts';

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
