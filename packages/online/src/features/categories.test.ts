import { DataError } from '@thalweg/data';
import { restore, snapshot } from '@thalweg/train';
import { fc, test } from '@fast-check/vitest';
import { from, lastValueFrom, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Category } from './category-feature.ts';
import { encode } from './encode.ts';
import { encodeOneHot } from './encode-one-hot.ts';

const all = <T, R>(records: readonly T[], operator: (source: Observable<T>) => Observable<R>): Promise<R[]> =>
  lastValueFrom(from(records).pipe(operator, toArray()));
const of = (categories: readonly unknown[]): { c: unknown }[] => categories.map(c => ({ c }));
const codes = async (
  categories: readonly unknown[],
  options: Parameters<typeof encode<'c'>>[1],
): Promise<readonly number[]> => (await all(of(categories), encode('c', options))).map(({ c }) => c);

const streams = fc.array(fc.constantFrom<Category>('a', 'b', 'c', 'd', 'e', 1, '1', true, 'true', ''));

describe('encode', () => {
  it('numbers categories as they appear, and gives others the code behind the last', async () => {
    const given = ['a', 'b', 'a', 1, '1', true, 'b', null, NaN];
    expect(await codes(given, { capacity: 3 })).toEqual([0, 1, 0, 2, 3, 3, 1, 3, 3]);
  });

  it('learns no code for null and NaN', async () => {
    expect(await codes([NaN, null, 'a', NaN, 'b'], { capacity: 2 })).toEqual([2, 2, 0, 2, 1]);
  });

  it('gives the code of the one learned longest ago to a new one, if told so', async () => {
    const given = ['a', 'b', 'a', 'c', 'b', 'a', 'c'];
    expect(await codes(given, { capacity: 2, whenFull: 'replace' })).toEqual([0, 1, 0, 1, 0, 1, 0]);
  });

  test.prop([streams, fc.integer({ min: 1, max: 4 })])(
    'replaces as a list does that is sorted by the last time of each',
    async (given, capacity) => {
      const kept: { category: Category; code: number; at: number }[] = [];
      const wanted = given.map((category, at) => {
        let one = kept.find(entry => entry.category === category);
        if (one === undefined && kept.length < capacity) kept.push((one = { category, code: kept.length, at }));
        one ??= kept.reduce((oldest, entry) => (entry.at < oldest.at ? entry : oldest));
        Object.assign(one, { category, at });
        return one.code;
      });
      expect(await codes(given, { capacity, whenFull: 'replace' })).toEqual(wanted);
    },
  );

  it.each(['others', 'replace'] as const)('goes on after it was kept and put back, with %s', async whenFull => {
    const make = () => encode('c', { capacity: 3, whenFull });
    const given = of(['a', 'b', 3, 'a', 'd', 'b', true, 'a', 'e', 3, 'b']);
    for (let at = 0; at < given.length; at++) {
      const [first, second] = [make(), make()];
      await all(given.slice(0, at), first);
      restore({ first: second }, snapshot({ first }));
      expect(await all(given.slice(at), second)).toEqual(await all(given.slice(at), first));
    }
  });

  it('learns nothing from reading, not even when a category was last seen', async () => {
    const operator = encode('c', { capacity: 2, whenFull: 'replace' });
    await all(of(['a', 'b']), operator);
    expect((await all(of(['a', 'z', null]), operator.reading)).map(({ c }) => c)).toEqual([0, 2, 2]);
    expect((await all(of(['z', 'b', 'a']), operator)).map(({ c }) => c)).toEqual([0, 1, 0]);
  });

  it('keeps no more categories than it may', async () => {
    for (const whenFull of ['others', 'replace'] as const) {
      const operator = encode('c', { capacity: 5, whenFull });
      await all(of(Array.from({ length: 500 }, (_, i) => `c${i}`)), operator);
      const { values } = snapshot({ operator }).parts['operator']!;
      expect(JSON.stringify(values).match(/c\d+/g)).toHaveLength(5);
    }
  });

  it('writes beside the field where told, and passes records without it unchanged', async () => {
    const out = await all([{ c: 'a', y: 1 }], encode('c', { capacity: 1, into: 'code' }));
    const typed: readonly { readonly c: string; readonly y: number; readonly code: number }[] = out;
    expect(typed).toEqual([{ c: 'a', y: 1, code: 0 }]);
    const without: { y: number; c?: string } = { y: 1 };
    expect((await all([without], encode('c', { capacity: 1, missing: 'allow' })))[0]).toBe(without);
  });

  it('refuses what is no category, and leaves the state as it was', async () => {
    const operator = encode('c', { capacity: 2 });
    for (const c of [{}, ['a'], 1n]) {
      const before = snapshot({ operator });
      await expect(all([{ c }], operator)).rejects.toThrow(DataError);
      await expect(all([{ c }], operator)).rejects.toThrow(
        "encode: the field 'c' must be a string, a number or a boolean",
      );
      expect(snapshot({ operator })).toEqual(before);
    }
    for (const capacity of [0, 1.5, NaN, Infinity])
      expect(() => encode('c', { capacity })).toThrow(`encode: capacity must be a whole number, at least 1, got ${capacity}. Try 100.`); // prettier-ignore
  });
});

describe('encodeOneHot', () => {
  it('has a 1 at the code, and the last place for others', async () => {
    const found = await all(of(['a', 'b', 'c', 'a']), encodeOneHot('c', { capacity: 2 }));
    expect(found.map(({ c }) => [...c])).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]);
    expect(found[0]!.c).not.toBe(found[3]!.c);
  }); // prettier-ignore

  test.prop([streams])('agrees with encode', async given => {
    const vectors = await all(of(given), encodeOneHot('c', { capacity: 3 }));
    const found = vectors.map(({ c }) => [c.reduce((sum, x) => sum + x, 0), c.indexOf(1), c.length]);
    expect(found).toEqual((await codes(given, { capacity: 3 })).map(code => [1, code, 4]));
  });
});
