import { takenRows } from '@thalweg/drawn';
import { DataError, map } from '@thalweg/data';
import { jsonLines, type JsonLinesOptions } from '@thalweg/readers';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from '../testing/records-of.ts';

const linesOf = (...rows: unknown[]) =>
  rows.map(row => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
const of = (text: string, options: JsonLinesOptions = {}) =>
  jsonLines(new TextEncoder().encode(text), { name: 'test.jsonl', ...options });
const read = (text: string, options: JsonLinesOptions = {}) => recordsOf(of(text, options));

describe('jsonLines', () => {
  it('reads objects as records, with the fields of all first rows', async () => {
    const rows = of(
      linesOf(
        { a: 1, name: 'x', when: '2001-05-06', ok: true, tags: ['p'], at: { x: 1 } },
        { a: null, name: null, ok: null, tags: [], late: 2 },
      ),
    );
    expect(await recordsOf(rows)).toEqual([
      { a: 1, name: 'x', when: Date.UTC(2001, 4, 6), ok: true, tags: ['p'], at: { x: 1 }, late: NaN },
      { a: NaN, name: null, when: NaN, ok: null, tags: [], at: null, late: 2 },
    ]);
    expect(String(await rows.schema)).toBe(
      [
        'a     number, missing values',
        'name  text, missing values',
        'when  date, missing values',
        'ok    boolean, missing values',
        'tags  list',
        'at    object, missing values',
        'late  number, missing values',
      ].join('\n'),
    );
  });

  it.each([
    ['LF', '{"a":1}\n{"a":2}\n'],
    ['CRLF', '{"a":1}\r\n{"a":2}\r\n'],
    ['no end after the last', '{"a":1}\n{"a":2}'],
    ['empty lines', '\n\n{"a":1}\n  \n{"a":2}\n\n'],
    ['a byte order mark', '\ufeff{"a":1}\n{"a":2}'],
  ])('tells lines with %s apart, wherever chunks end', async (_, text) => {
    for (let size = 1; size < 20; size++)
      expect(await recordsOf(jsonLines(inChunks(text, size)))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each([
    [[1, 'x', true], {}, ['1', 'x', 'true']],
    [[1, [2]], {}, [1, [2]]],
    [['00501', '12'], {}, ['00501', '12']],
    [['1', '2'], { types: { a: 'number' } }, [1, 2]],
    [[1, 2], { types: { a: 'text' } }, ['1', '2']],
    [['x', 'y', 'x'], { types: { a: 'category' } }, ['x', 'y', 'x']],
    [['x', 'x', null], {}, ['x', 'x', null]],
    [[1, 'n/a'], { missing: ['n/a'] }, [1, NaN]],
    [['true', false], { types: { a: 'boolean' } }, [true, false]],
    [[3, '4'], { types: { a: 'bigint' } }, [3n, 4n]],
    [[3, 4], { types: { a: 'integer' } }, [3, 4]],
    [[null, null], {}, [null, null]],
  ])('reads the values %o with %o as %o', async (values, options, cells) => {
    const rows = await read(linesOf(...values.map(a => ({ a }))), options as JsonLinesOptions);
    expect(rows.map(({ a }) => a)).toEqual(cells);
  });

  it('keeps whole numbers past 2⁵³ as text, unless told otherwise', async () => {
    const text =
      '{"id": 12345678901234567890, "s": "12345678901234567890 \\" 1", "x": 0.12345678901234567890, "l": [12345678901234567890]}';
    expect(await read(text)).toEqual([
      {
        id: '12345678901234567890',
        s: '12345678901234567890 " 1',
        x: 0.12345678901234568,
        l: ['12345678901234567890'],
      },
    ]);
    expect((await read(text, { columns: ['id'], types: { id: 'bigint' } }))[0]).toEqual({ id: 12345678901234567890n });
    expect((await read(text, { columns: ['id'], types: { id: 'number' } }))[0]).toEqual({ id: 12345678901234567000 });
  });

  it('reads only the columns that are named, whatever else comes', async () => {
    const text = linesOf({ a: 1, b: 2 }, { b: 3, c: 4 });
    expect(await read(text, { columns: ['b'], inferRows: 1 })).toEqual([{ b: 2 }, { b: 3 }]);
  });

  it('has no rows and no columns in an empty file', async () => {
    expect(await read('')).toEqual([]);
    expect((await of('').schema).names).toEqual([]);
    expect(await read('', { columns: ['a'] })).toEqual([]);
  });
});

describe('a bad line', () => {
  const good = linesOf({ a: 1 }, { a: 2 });
  it.each([
    ['{"a": 3', /test\.jsonl: a line must be JSON, got '\{"a": 3' in row 2 \(line 3\)/],
    ['[3]', /a row must be an object, got an array in row 2/],
    ['7', /a row must be an object, got 7 in row 2/],
    ['{"a": "x"}', /column a: cells must be numbers, as in the first rows, got 'x' in row 2 \(line 3\)/],
    ['{"a": [1]}', /cells must be numbers, as in the first rows, got '\[1\]'/],
    ['{"a": 12345678901234567890}', /got '12345678901234567890'/],
    ['{"a": 3, "b": 4}', /a row must have fields of the first rows only, got 'b' in row 2/],
  ])('%s is an error with its place, or left out and counted', async (line, message) => {
    const rows: unknown[] = [];
    const text = `${good}\n${line}\n{"a": 5}`;
    const error = await lastValueFrom(of(text, { inferRows: 2 }).pipe(map(row => rows.push(row)))).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(message);
    expect(error).toMatchObject({ source: 'test.jsonl', row: 2 });
    expect(rows.length).toBe(2);
    const skipping = of(text, { inferRows: 2, badRows: 'skip' });
    expect(await recordsOf(skipping)).toEqual([{ a: 1 }, { a: 2 }, { a: 5 }]);
    expect((await firstValueFrom(skipping.badRows)).count).toBe(1);
  });

  it('is one without end', async () => {
    const endless = (async function* () {
      yield new TextEncoder().encode(`${good}\n{"a":"`);
      for (;;) yield new Uint8Array(1 << 16).fill(120);
    })();
    await expect(recordsOf(jsonLines(endless, { maxRowBytes: 1 << 20 }))).rejects.toThrow(
      /a line must end before it has more bytes than maxRowBytes, got a longer one in row 2 \(line 3\)/,
    );
  });

  it('names its column, also one that is a name of JavaScript', async () => {
    await expect(read(good, { columns: ['A1'] })).rejects.toThrow("a column must exist, got 'A1'. Did you mean 'a'?");
    await expect(read('{"__proto__": 1}')).rejects.toThrow('a field must have another name than __proto__');
  });
});

describe('an offset', () => {
  const counts = takenRows('offsets in JSON lines', [...Array(301).keys()]);
  it('continues with the rows that follow, from every row', async () => {
    const text = linesOf(...Array.from({ length: 300 }, (_, i) => ({ i, text: `é${i % 3}` })));
    const bytes = new TextEncoder().encode(text);
    const rows = jsonLines({ name: 'x', repeatable: true, stream: (from = 0) => inChunks(bytes.subarray(from), 99) });
    const all = await recordsOf(rows);
    expect(all.length).toBe(300);
    for (const count of counts) {
      const iterator = await iteratorAfter(rows, count);
      const { offset } = iterator;
      iterator.close();
      expect(await recordsOf(rows, JSON.parse(JSON.stringify(offset)) as typeof offset)).toEqual(all.slice(count));
    }
  });
});
