import { fromIterable } from '@thalweg/data';
import {
  decodeSnapshot,
  encodeSnapshot,
  restore,
  snapshot,
  StateError,
  type RestoreOptions,
  type Savable,
} from '@thalweg/train';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { columnTransformer, impute, minMax, oneHot, standardize } from './index.ts';

const rows = Array.from({ length: 30 }, (_, i) => ({
  age: i % 5 === 0 ? NaN : i ** 1.3,
  income: Math.sin(i) * 100,
  city: 'abc'[i % 3]!,
}));
const records = fromIterable(rows);

const moved = (part: Savable, to: Savable, options?: RestoreOptions) =>
  restore({ part: to }, decodeSnapshot(encodeSnapshot(snapshot({ part }))), options);

const old = () => columnTransformer({ age: [impute('median'), standardize()], city: oneHot() });
const wider = () =>
  columnTransformer({ income: standardize(), age: [impute('median'), standardize()], city: oneHot() });

const featuresOf = async (transformer: { apply(): (source: typeof records) => unknown }): Promise<number[][]> =>
  (await lastValueFrom((transformer.apply()(records) as typeof records).pipe(toArray()))).map(row =>
    Array.from((row as unknown as { features: Float32Array }).features),
  );

describe('a column transformer takes a state from before', () => {
  it('with one more column: the others are bit-equal, the new one is fitted by itself', async () => {
    const [before, after] = [await old().fit(records), wider()];
    const report = moved(before, after, { missing: 'initial' });
    expect(report).toMatchObject({ restored: ['part/age', 'part/city'], initialized: ['part/income'], dropped: [] });
    expect(() => moved(after, wider())).not.toThrow();

    await expect(featuresOf(after as never)).rejects.toThrow('the column income must be fitted before it is applied');
    await after.fit(fromIterable(rows.slice(0, 20)), { columns: ['income'] });
    const [then, now] = [await featuresOf(before as never), await featuresOf(after as never)];
    expect(now.map(([, ...others]) => others)).toEqual(then);
    const alone = await columnTransformer({ income: standardize() }).fit(fromIterable(rows.slice(0, 20)));
    expect(now.map(([income]) => [income])).toEqual(await featuresOf(alone as never));
    expect(after.rows).toBe(30);
  });

  it('refuses to apply a column that has learned nothing, also from a later file', async () => {
    const [before, after, again] = [await old().fit(records), wider(), wider()];
    moved(before, after, { missing: 'initial' });
    moved(after, again);
    await expect(featuresOf(again as never)).rejects.toThrow("Call await features.fit(training, { columns: ['income'] })");
    await lastValueFrom(from(rows).pipe(again.learn(), toArray()));
    expect((await featuresOf(again as never)).flat().every(Number.isFinite)).toBe(true);
  }); // prettier-ignore

  it('with a column less, and with other transforms of a column', async () => {
    const before = await wider().fit(records);
    const narrower = old();
    expect(moved(before, narrower, { extra: 'drop' })).toMatchObject({ restored: ['part/age', 'part/city'], dropped: ['part/income'] });
    const then = await featuresOf(before as never);
    expect(await featuresOf(narrower as never)).toEqual(then.map(([, ...others]) => others));

    const other = columnTransformer({ income: minMax(), city: oneHot() });
    const report = moved(before, other, { missing: 'initial', extra: 'drop' });
    expect(report).toMatchObject({ restored: ['part/city'], initialized: ['part/income'], dropped: ['part/income', 'part/age'] });
  }); // prettier-ignore

  it('only on request, and with the same output', async () => {
    const before = await old().fit(records);
    expect(() => moved(before, wider())).toThrow(StateError);
    expect(() => moved(before, wider())).toThrow("or restore with { missing: 'initial' }.");
    const other = columnTransformer({ age: [impute('median'), standardize()], city: oneHot() }, { dtype: 'float64' });
    expect(() => moved(before, other, { missing: 'initial', extra: 'drop', resize: 'lossy' })).toThrow('settings');
  });

  it('names what is no column of a fit', async () => {
    await expect(old().fit(records, { columns: ['citi'] })).rejects.toThrow("'city'");
  });
});
