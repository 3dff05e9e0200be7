import { DataError, map } from '@thalweg/data';
import { json, type JsonOptions } from '@thalweg/readers';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from '../testing/records-of.ts';

const of = (value: unknown, options: JsonOptions = {}) =>
  json(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)), {
    name: 'test.json',
    ...options,
  });
const read = (value: unknown, options: JsonOptions = {}) => recordsOf(of(value, options));

describe('json', () => {
  it('reads an array of objects, wherever chunks end', async () => {
    const text = '\ufeff [{"a": 1, "b": "x"},\n {"b": "y", "id": 12345678901234567890}] ';
    for (let size = 1; size < 12; size++)
      expect(await recordsOf(json(inChunks(text, size)))).toEqual([
        { a: 1, b: 'x', id: null },
        { a: NaN, b: 'y', id: '12345678901234567890' },
      ]);
  });

  it('reads the array at a field', async () => {
    expect(await read({ data: [{ x: 1 }] }, { at: 'data' })).toEqual([{ x: 1 }]);
    expect(await read({ a: { b: [{ x: 1 }] } }, { at: ['a', 'b'] })).toEqual([{ x: 1 }]);
  });

  it('reads the file once, for all epochs, also from a stream', async () => {
    const rows = json(inChunks('[{"x": 1}, {"x": 2}]', 4));
    expect(await recordsOf(rows)).toEqual(await recordsOf(rows));
    expect(String(await rows.schema)).toBe('x  number');
    expect(await read([])).toEqual([]);
  });

  it.each([
    ['[{"a": 1},', {}, /test\.json: the file must be JSON, got .*Read a file with one object a line with jsonLines/],
    ['{"a": 1}\n{"a": 2}', {}, /the file must be JSON/],
    [{ nodes: [], b: 1 }, {}, /the file must be an array of objects, got an object. Name its field: { at: 'nodes' }/],
    [{ a: { nodes: [] } }, { at: 'a' }, /Name its field: { at: \['a', 'nodes'\] }/],
    [{ nodes: [] }, { at: 'node' }, /at must name a field, got 'node'. Did you mean 'nodes'\?/],
    ['7', {}, /got a number/],
    ['null', {}, /got null/],
    [[{ a: 1 }], { columns: ['b1'] }, /a column must exist, got 'b1'/],
  ] as const)('says what is wrong with %j and %j', async (value, options, message) => {
    const error = await read(value, options as JsonOptions).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(message);
  });

  it('fails at a bad row after the rows before it, or leaves it out', async () => {
    for (const bad of [7, { a: 'x' }, [1], { b: 1 }]) {
      const value = [{ a: 1 }, { a: 2 }, bad, { a: 4 }];
      const rows: unknown[] = [];
      const error = await lastValueFrom(of(value, { inferRows: 2 }).pipe(map(row => rows.push(row)))).catch(
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ source: 'test.json', row: 2 });
      expect((error as DataError).message).not.toContain('line');
      expect(rows.length).toBe(2);
      const skipping = of(value, { inferRows: 2, badRows: 'skip' });
      expect(await recordsOf(skipping)).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }]);
      expect((await firstValueFrom(skipping.badRows)).count).toBe(1);
    }
  });

  it('continues from every row', async () => {
    const rows = of(
      Array.from({ length: 20_000 }, (_, a) => (a % 1000 === 7 ? 0 : { a })),
      { badRows: 'skip' },
    );
    const all = await recordsOf(rows);
    for (const count of [0, 1, 8000, 8185, 8192, 8193, 19_000, 19_980]) {
      const iterator = await iteratorAfter(rows, count);
      expect(await recordsOf(rows, iterator.offset)).toEqual(all.slice(count));
      iterator.close();
    }
  });

  it('stops loading when it is closed', async () => {
    let cancelled = 0;
    const silent = new ReadableStream({ pull: () => new Promise(() => undefined), cancel: () => void cancelled++ });
    const iterator = json(silent).open();
    const pending = iterator.next();
    iterator.close();
    expect(await pending).toBeUndefined();
    await expect.poll(() => cancelled).toBe(1);
  });
});
