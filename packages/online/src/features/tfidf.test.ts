import { readFileSync } from 'node:fs';
import { DataError } from '@thalweg/data';
import { restore, snapshot } from '@thalweg/train';
import { from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { hashFeatures } from './hash-features.ts';
import { tfidf } from './tfidf.ts';

const { tfidf: reference } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online-features.json', import.meta.url), 'utf8'),
) as { tfidf: { bits: number; documents: { indices: number[]; counts: number[]; weighed: number[] }[] } };

const all = <T, R>(records: readonly T[], operator: (source: Observable<T>) => Observable<R>): Promise<R[]> =>
  lastValueFrom(from(records).pipe(operator, toArray()));
const columnOf = (indices: readonly number[], values: readonly number[]) => ({
  'features.indices': Int32Array.from(indices),
  'features.values': Float32Array.from(values),
});
const { bits, documents } = reference;
const columns = documents.map(({ indices, counts }) => columnOf(indices, counts));

describe('tfidf', () => {
  it('gives after each document what TfidfTransformer gives', async () => {
    const found = await all(columns, tfidf({ bits }));
    documents.forEach(({ indices, weighed }, i) => {
      expect([...found[i]!['features.indices']]).toEqual(indices);
      weighed.forEach((wanted, j) => expect(found[i]!['features.values'][j]).toBeCloseTo(wanted, 6));
    });
  });

  it('without unit length is value · (1 + ln((1 + n) / (1 + d)))', async () => {
    const operator = tfidf({ bits: 2, unitLength: false });
    const [, second, third] = await all(
      [columnOf([0, 1], [1, 1]), columnOf([1, 2], [2, 0]), columnOf([2], [-3])],
      operator,
    );
    expect(second!['features.values']).toEqual(Float32Array.of(2, 0));
    // Index 2 had the value 0 before, which is not in the document.
    expect(third!['features.values']).toEqual(Float32Array.of(-3 * (1 + Math.log(4 / 2))));
  });

  it('goes on with the same bits after it was kept and put back, and learns nothing from reading', async () => {
    const [first, second] = [tfidf({ bits }), tfidf({ bits })];
    await all(columns.slice(0, 9), first);
    restore({ first: second }, snapshot({ first }));
    const reading = await all(columns, second.reading);
    expect(await all(columns, second.reading)).toEqual(reading);
    expect(await all(columns.slice(9), second)).toEqual(await all(columns.slice(9), first));
  });

  it('keeps 2^bits counts, however many words there are', async () => {
    const operator = tfidf({ bits: 6 });
    const texts = Array.from({ length: 300 }, (_, i) => ({ body: `word${i} and${i}` }));
    await lastValueFrom(from(texts).pipe(hashFeatures({ bits: 6, text: ['body'] }), operator));
    const { tensors } = snapshot({ operator }).parts['operator']!;
    expect(Object.values(tensors).map(({ shape }) => shape)).toEqual([[64]]);
  });

  it('leaves the column, other fields, and records without one', async () => {
    const given = { ...columnOf([1], [2]), label: 1 };
    const without = { label: 2 };
    const [out, same] = await all<object, object>([given, without], tfidf({ bits, into: 'weighed' }));
    expect(out).toEqual({ ...columnOf([1], [2]), label: 1, 'weighed.indices': Int32Array.of(1), 'weighed.values': Float32Array.of(1) }); // prettier-ignore
    expect(same).toBe(without);
    const empty = await all([columnOf([], []), columnOf([1], [0])], tfidf({ bits }));
    expect(empty.map(one => one['features.values'])).toEqual([new Float32Array(0), Float32Array.of(0)]);
  });

  it.each([
    [columnOf([0, 16], [1, 1]), 'tfidf: indices must lie from 0 to 15, got 16. Make the column by hashFeatures'],
    [columnOf([-1], [1]), 'tfidf: indices must lie from 0 to 15, got -1.'],
    [columnOf([0, 1], [1, NaN]), 'tfidf: values must be finite, got NaN.'],
    [columnOf([0, 1], [1]), 'tfidf: a column must have as many values as indices, got 1 and 2.'],
    [{ 'features.indices': [0], 'features.values': [1] }, 'must be a sparse column'],
    [{ 'features.indices': Int32Array.of(0) }, 'must be a sparse column'],
  ])('refuses a column that is none, and learns nothing of it', async (bad, message) => {
    const operator = tfidf({ bits });
    await all(columns.slice(0, 3), operator);
    const before = snapshot({ operator });
    await expect(all<object, object>([bad], operator)).rejects.toThrow(DataError);
    await expect(all<object, object>([bad], operator)).rejects.toThrow(message);
    expect(snapshot({ operator })).toEqual(before);
  });

  it('refuses bits that cannot be', () => {
    for (const wrong of [0, 31, 2.5]) expect(() => tfidf({ bits: wrong })).toThrow(`tfidf: bits must be a whole number from 1 to 30, got ${wrong}.`); // prettier-ignore
  });
});
