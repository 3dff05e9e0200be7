import { readFileSync } from 'node:fs';
import { DataError } from '@thalweg/data';
import { restore, snapshot } from '@thalweg/train';
import { fc, test } from '@fast-check/vitest';
import { from, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runningQuantile } from '../statistics/running-quantile.ts';
import { windowedExtremes } from '../statistics/windowed-extremes.ts';
import { windowedMoments } from '../statistics/windowed-moments.ts';
import { adaptiveStandardize } from './adaptive-standardize.ts';
import { impute } from './impute.ts';
import { minMax } from './min-max.ts';
import type { NumericFeature } from './numeric-feature.ts';
import { standardize } from './standardize.ts';

const { standardize: reference } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online-features.json', import.meta.url), 'utf8'),
) as { standardize: { rows: number[][]; outputs: number[][] } };

const all = <T, R>(records: readonly T[], operator: (source: Observable<T>) => Observable<R>): Promise<R[]> =>
  lastValueFrom(from(records).pipe(operator, toArray()));

const makers = {
  standardize: () => standardize(['x', 'v']),
  'standardize over a window': () => standardize(['x', 'v'], { over: windowedMoments(4) }),
  adaptiveStandardize: () => adaptiveStandardize(['x', 'v'], { halfLife: 5 }),
  minMax: () => minMax(['x', 'v']),
  'minMax over a window': () => minMax(['x', 'v'], { over: windowedExtremes(4) }),
  'impute by the mean': () => impute(['x', 'v'], { with: 'mean' }),
  'impute by the median': () => impute(['x', 'v'], { with: 'median' }),
  'impute by the last': () => impute(['x', 'v'], { with: 'last' }),
  'impute by a number': () => impute(['x', 'v'], { with: 7 }),
  'impute by a statistic': () => impute(['x', 'v'], { with: runningQuantile(0.9) }),
};
// What impute gives has other types where a field may be missing: here none is.
const operators = Object.entries(makers).map(([name, make]) => ({
  name,
  make: make as () => NumericFeature<'x' | 'v'>,
}));

const records = Array.from({ length: 40 }, (_, i) => ({
  x: i % 7 === 3 ? NaN : Math.sin(i * i),
  v: [i, i % 5 === 2 ? NaN : Math.cos(i), 3],
  label: i,
}));

describe.each(operators)('$name', ({ make }) => {
  it('goes on with the same bits after it was kept and put back', async () => {
    for (const at of [0, 1, 17]) {
      const [first, second] = [make(), make()];
      await all(records.slice(0, at), first);
      restore({ first: second }, snapshot({ first }));
      expect(await all(records.slice(at), second)).toEqual(await all(records.slice(at), first));
    }
  });

  it('learns nothing from reading', async () => {
    const [operator, other] = [make(), make()];
    const other$ = records.map(({ x, v }) => ({ x: -3 * x, v: v.map(y => 5 - y) }));
    for (const slice of [records.slice(0, 9), records.slice(9)]) {
      await all(other$, operator.reading);
      expect(await all(slice, operator)).toEqual(await all(slice, other));
    }
    const once = await all(records.slice(4, 6), operator.reading);
    expect(await all(records.slice(4, 6), operator.reading)).toEqual(once);
  });

  it('gives vectors that are new each time, and leaves the record and its other fields', async () => {
    const given = { x: 1, v: Float32Array.of(1, 2), label: 'a' };
    const [first, second] = await all([given, given], make());
    expect([first!.v.constructor, second!.v.constructor]).toEqual([Float64Array, Float64Array]);
    expect([given.v, first!.v]).not.toContain(second!.v);
    expect(given).toEqual({ x: 1, v: Float32Array.of(1, 2), label: 'a' });
    const typed: { readonly x: number; readonly v: Float64Array; readonly label: string } = first!;
    expect(Object.keys(typed)).toEqual(['x', 'v', 'label']);
  });

  it.each([
    [
      { x: 1, v: [1, Infinity] },
      "the field 'v' must be a finite number, or a vector of these, got Infinity at element 1.",
    ],
    [{ x: -Infinity, v: [1, 2] }, "the field 'x' must be a finite number, or a vector of these, got -Infinity."],
    [{ x: 1, v: [1, 2, 3] }, "the field 'v' must have 2 numbers, as before, got 3."],
    [{ x: 1, v: [] }, "the field 'v' must have 2 numbers, as before, got 0."],
    [{ x: 1, v: ['1', 2] }, "the field 'v' must be a finite number, or a vector of these, got 1 at element 0."],
    [{ x: 1, v: 'ab' }, "the field 'v' must be a finite number, or a vector of these, got ab."],
    [{ x: 1, v: new DataView(new ArrayBuffer(2)) }, "the field 'v' must be a finite number"],
  ])('refuses %j, learning and reading, and learns nothing of it', async (bad, message) => {
    const operator = make();
    await all(
      [
        { x: 0, v: [0, 1] },
        { x: 4, v: [4, 9] },
      ],
      operator,
    );
    const before = snapshot({ operator });
    for (const way of [operator, operator.reading]) {
      await expect(all([bad], way)).rejects.toThrow(DataError);
      await expect(all([bad], way)).rejects.toThrow(message);
    }
    expect(snapshot({ operator })).toEqual(before);
  });

  it('keeps as many numbers after a long stream as before', async () => {
    const operator = make();
    await all(records.slice(0, 2), operator);
    const size = JSON.stringify(snapshot({ operator }).parts['operator']!.values).length;
    const numbers = snapshot({ operator }).parts['operator']!.tensors['float64']!.data.length;
    await all([...records, ...records, ...records], operator);
    const after = snapshot({ operator }).parts['operator']!;
    expect([JSON.stringify(after.values).length, after.tensors['float64']!.data.length]).toEqual([size, numbers]);
  });

  it('refuses no fields, and a field named twice', () => {
    expect(() => standardize([])).toThrow('standardize: there must be fields, each named once, got [].');
    expect(() => impute(['a', 'a'], { with: 'mean' })).toThrow(
      'impute: there must be fields, each named once, got [a, a].',
    );
  });
});

describe('standardize', () => {
  const asFields = (row: readonly number[]): Record<string, number> =>
    Object.fromEntries(row.map((x, i) => [`f${i}`, x]));

  it('gives after each row what StandardScaler gives', async () => {
    const { rows, outputs } = reference;
    const vectors = await all(rows.map(v => ({ v })), standardize('v'));
    const fields = await all(rows.map(asFields), standardize(['f0', 'f1', 'f2', 'f3', 'f4']));
    outputs.forEach((wanted, i) => {
      expect(Object.values(fields[i]!)).toEqual([...vectors[i]!.v]);
      wanted.forEach((x, j) => expect(Math.abs(vectors[i]!.v[j]! - x)).toBeLessThan(1e-12));
    });
  }); // prettier-ignore

  test.prop([fc.array(fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.constantFrom(NaN, 0, -0)), { minLength: 1 })])(
    'is (x − mean) / deviation of all numbers so far, 0 without a deviation, NaN of NaN',
    async given => {
      const found = await all(given.map(x => ({ x })), standardize('x'));
      found.forEach(({ x }, i) => {
        const seen = given.slice(0, i + 1).filter(y => !Number.isNaN(y));
        const mean = seen.reduce((sum, y) => sum + y, 0) / seen.length;
        const deviation = Math.sqrt(seen.reduce((sum, y) => sum + (y - mean) ** 2, 0) / seen.length);
        if (Number.isNaN(given[i])) expect(x).toBeNaN();
        else if (deviation < 1e-7) expect(Math.abs(x)).toBeLessThanOrEqual(10);
        else expect(x).toBeCloseTo((given[i]! - mean) / deviation, 6);
      });
    },
  ); // prettier-ignore

  it('refuses a vector without numbers', async () => {
    await expect(all([{ v: [] }], standardize('v'))).rejects.toThrow(
      "standardize: the field 'v' must have numbers, got 0.",
    );
  });

  it('gives 0 before anything was learned, and of what never changes', async () => {
    expect(await all([{ x: 3 }, { x: NaN }], standardize('x').reading)).toEqual([{ x: 0 }, { x: NaN }]);
    expect(await all([{ x: 0.1 }, { x: 0.1 }, { x: 0.1 }], standardize('x'))).toEqual([{ x: 0 }, { x: 0 }, { x: 0 }]);
  });

  it('takes null and undefined in a vector as not known, and passes records without the field unchanged', async () => {
    const given = [{ v: [1, null] }, { v: [3, undefined] }, { label: 1 }, { v: null }, { v: [null, 4] }];
    expect(await all(given as { v: number[] }[], standardize('v'))).toEqual([
      { v: Float64Array.of(0, NaN) },
      { v: Float64Array.of(1, NaN) },
      { label: 1 },
      { v: null },
      { v: Float64Array.of(NaN, 0) },
    ]);
  });
});

it('adaptiveStandardize follows a scale that changes', async () => {
  const drifting = Array.from({ length: 1200 }, (_, i) => ({ x: i < 200 ? i % 2 : 1000 + 10 * (i % 2) }));
  const found = await all(drifting, adaptiveStandardize('x', { halfLife: 10 }));
  // Weights of (½)^(1/10) on two values in turns: the newer one has the share 1/(1+λ).
  const share = 1 / (1 + 2 ** -0.1);
  expect(found.at(-1)!.x).toBeCloseTo((1 - share) / Math.sqrt(share * (1 - share)), 6);
});

describe('minMax', () => {
  it('puts numbers between the least and the largest so far, or of the last ones', async () => {
    const given = [2, 4, 3, NaN, 0, 0].map(x => ({ x }));
    expect((await all(given, minMax('x'))).map(({ x }) => x)).toEqual([0, 1, 0.5, NaN, 0, 0]);
    const windowed = await all([9, 2, 4, 3].map(x => ({ x })), minMax('x', { over: windowedExtremes(2) }));
    expect(windowed.map(({ x }) => x)).toEqual([0, 0, 1, 0]);
  }); // prettier-ignore

  it('keeps NaN also where the least is the largest', async () => {
    expect(await all([{ x: NaN }, { x: 1 }, { x: NaN }], minMax('x'))).toEqual([{ x: NaN }, { x: 0 }, { x: NaN }]);
  });

  it('reads what lies outside as outside, and 0 before anything was learned', async () => {
    const operator = minMax('x');
    expect(await all([{ x: 5 }], operator.reading)).toEqual([{ x: 0 }]);
    await all([{ x: 1 }, { x: 3 }], operator);
    expect(await all([{ x: 5 }, { x: 0 }], operator.reading)).toEqual([{ x: 2 }, { x: -0.5 }]);
  });
});

describe('impute', () => {
  const filled = async (way: Parameters<typeof impute>[1]['with'], given: readonly object[]): Promise<unknown[]> =>
    all(given, impute('x', { with: way }));

  it.each([
    ['mean', [1, 1, 3, 2, 2, 2]],
    ['median', [1, 1, 3, 2, 2, 2]],
    ['last', [1, 1, 3, 3, 3, 3]],
    [-9, [1, -9, 3, -9, -9, -9]],
  ] as const)('by %s fills in NaN, null, and fields that are lacking', async (way, wanted) => {
    const given = [{ x: 1 }, { x: NaN }, { x: 3 }, { x: null }, {}, { x: undefined }];
    expect(await filled(way, given)).toEqual(wanted.map(x => ({ x })));
  });

  it('leaves what it cannot know, where nothing was seen', async () => {
    expect(await filled('mean', [{ x: NaN }, { x: null }, {}])).toEqual([{ x: NaN }, { x: null }, {}]);
    expect(await filled(0, [{ x: NaN }, { x: null }, {}])).toEqual([{ x: 0 }, { x: 0 }, { x: 0 }]);
  });

  it('fills vectors element by element, and whole', async () => {
    const given = [{ x: [1, 10] }, { x: [NaN, 20] }, { x: [null, 30] }, {}, { x: null }];
    expect(await filled('mean', given)).toEqual(
      [[1, 10], [1, 20], [1, 30], [1, 20], [1, 20]].map(x => ({ x: Float64Array.from(x) })),
    );
  }); // prettier-ignore

  it('refuses a state of another way, and a number that is not finite', () => {
    const kept = snapshot({ a: impute('x', { with: 'mean' }) });
    expect(() => restore({ a: impute('x', { with: 'last' }) }, kept)).toThrow('a state must be of the settings');
    expect(() => impute('x', { with: NaN })).toThrow("impute: with must be 'mean', 'median', 'last', a finite number or a statistic, got NaN."); // prettier-ignore
  });

  it('may come before or after standardizing', async () => {
    const given = [{ x: 1 }, { x: NaN }, { x: 3 }];
    const before = await lastValueFrom(from(given).pipe(impute('x', { with: 'mean' }), standardize('x')));
    const after = await lastValueFrom(from(given).pipe(standardize('x'), impute('x', { with: 0 }), toArray()));
    expect([before.x, after.map(({ x }) => x)]).toEqual([1.4142135623730951, [0, 0, 1]]);
    const types: number = (await lastValueFrom(of<{ x?: number | null }>({ x: 1 }).pipe(impute('x', { with: 0 })))).x;
    expect(types).toBe(1);
  });
});
