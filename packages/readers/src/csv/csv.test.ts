import { batch, DataError, map, shuffle, type Batch } from '@thalweg/data';
import { csv, type CsvOptions } from '@thalweg/readers';
import type { Tensor } from '@thalweg/tensor';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { recordsOf } from '../testing/records-of.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
type Text = string | AsyncIterable<Uint8Array>;
const of = (text: Text, options: CsvOptions = {}) =>
  csv(typeof text === 'string' ? bytesOf(text) : text, { name: 'test.csv', ...options });
const read = (text: Text, options: CsvOptions = {}) => recordsOf(of(text, options));
const texts = (text: Text, options: CsvOptions = {}) =>
  read(text, { missing: [], ...options }).then(rows => rows.map(row => Object.values(row)));
const failure = async (text: string, options: CsvOptions = {}): Promise<DataError> => {
  const error = await read(text, options).then(() => undefined, (error: unknown) => error); // prettier-ignore
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
};

/** Types that leave the cells of each column as they are. */
const allText = async (text: string) =>
  Object.fromEntries((await of(text).schema).names.map(name => [name, 'text' as const]));

describe('csv', () => {
  it('reads rows as records, with cells of inferred types', async () => {
    const cars = of('name,mpg,when,ok,zip\nford,18,2001-05-06,true,00501\nfiat,,2001-05-06T10:30:00Z,False,10001\n');
    expect(await recordsOf(cars)).toEqual([
      { name: 'ford', mpg: 18, when: Date.UTC(2001, 4, 6), ok: true, zip: '00501' },
      { name: 'fiat', mpg: NaN, when: Date.UTC(2001, 4, 6, 10, 30), ok: false, zip: '10001' },
    ]);
    expect(String(await cars.schema)).toBe(
      ['name  text', 'mpg   number, missing values', 'when  date', 'ok    boolean', 'zip   text'].join('\n'),
    );
  });

  it('is a dataset that needs no await', async () => {
    const rows = csv<{ x: number; y: number }>(bytesOf('x,y\n1,2\n3,4\n5,6\n'));
    const batches = rows.pipe(map(({ x, y }) => ({ z: x * y })), shuffle({ seed: 1 }), batch(3)); // prettier-ignore
    const [{ z }] = (await lastValueFrom(batches.pipe(toArray()))) as [{ z: Tensor }];
    expect([...z.data].sort((a, b) => a - b)).toEqual([2, 12, 30]);
    expect(rows.length).toBeUndefined();
  });

  it('gives batches in columns as the records would', async () => {
    const rows = of('x,y\n1.5,2\n3,4\n');
    const [{ x, y }] = (await lastValueFrom(rows.pipe(batch(2), toArray()))) as [Batch<{ x: number; y: number }>];
    expect([x.toArray(), y.toArray(), x.dtype]).toEqual([[1.5, 3], [2, 4], 'float32']); // prettier-ignore
  });

  it('reads only the columns that are named, in that order', async () => {
    const [row] = await read('a,b,c\n1,2,3\n', { columns: ['c', 'a'] });
    expect(Object.entries(row!)).toEqual([['c', 3], ['a', 1]]); // prettier-ignore
  });

  it.each([
    ['number', '00501', 501],
    ['number', '12345678901234567890', 12345678901234567000],
    ['text', '1.50', '1.50'],
    ['category', 'x', 'x'],
    ['bigint', '12345678901234567890', 12345678901234567890n],
    ['integer', '7', 7],
    ['boolean', 'TRUE', true],
    ['date', '1969-12-31', -86_400_000],
    ['text', '', null],
    ['category', '', null],
    ['bigint', '', null],
    ['boolean', '', null],
    ['number', '', NaN],
    ['date', '', NaN],
    ['integer', '', NaN],
  ] as const)('reads a cell as %s where asked: %s', async (type, cell, value) => {
    expect(await read(`a,b\n${cell},1\n`, { types: { a: type } })).toEqual([{ a: value, b: 1 }]);
  });
});

describe('rows and cells', () => {
  it.each([
    ['lines that end in LF', 'a,b\n1,2\n', [['1', '2']]],
    [
      'lines that end in CRLF',
      'a,b\r\n1,2\r\n3,4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'lines that end in CR',
      'a,b\r1,2\r3,4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['a last line without end', 'a,b\n1,2', [['1', '2']]],
    ['a byte order mark', '\ufeffa,b\n1,2', [['1', '2']]],
    [
      'empty lines',
      '\n\na,b\n\n1,2\r\n\r\n\n3,4\n\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'empty cells',
      'a,b\n,\n1,\n,2',
      [
        ['', ''],
        ['1', ''],
        ['', '2'],
      ],
    ],
    ['quotes', 'a,b\n"1","2"\n', [['1', '2']]],
    ['delimiters and lines in quotes', 'a,b\n"1,5","x\r\ny"\n', [['1,5', 'x\r\ny']]],
    ['doubled quotes', 'a,b\n"say ""hi""",""""\n', [['say "hi"', '"']]],
    ['empty quotes', 'a,b\n"",""\n', [['', '']]],
    ['a quote inside a cell, which is a letter', 'a,b\n5" disk,x"y""z\n', [['5" disk', 'x"y""z']]],
    ['spaces, which belong to the cell', 'a,b\n x , "y"\n', [[' x ', ' "y"']]],
    ['letters of many bytes', 'a,b\nÄé,"日本,語"\n', [['Äé', '日本,語']]],
    ['one column', 'a\nx\ny\n', [['x'], ['y']]],
    ['one row', 'a,b\n1,2\n', [['1', '2']]],
    ['no row', 'a,b\n', []],
    ['a header without a line end', 'a,b', []],
    ['quotes before the end', 'a,b\n1,"2"', [['1', '2']]],
    ['quotes in the header', '"a","b,c"\n1,2', [['1', '2']]],
  ] as const)('are distinguished with %s, wherever chunks end', async (_, text, expected) => {
    const options = { missing: [], types: await allText(text) };
    expect(await texts(text, options)).toEqual(expected);
    const size = bytesOf(text).length;
    for (let chunk = 1; chunk <= size; chunk++) expect(await texts(inChunks(text, chunk), options)).toEqual(expected);
  });

  it.each([
    [{ delimiter: ';' }, 'a;b\n1,5;x', ['1,5', 'x']],
    [{ delimiter: '|' }, 'a|b\nx|y', ['x', 'y']],
    [{ quote: false }, 'a,b\n"x,y"', ['"x', 'y"']],
    [{ quote: "'" }, "a,b\n'x,''',y", ["x,'", 'y']],
    [{ comment: '#' }, '#c\na,b\n# x,y,"z\nx,y#\n', ['x', 'y#']],
    [{ header: false }, 'x,y', ['x', 'y']],
    [{ header: ['p', 'q'] }, 'x,y', ['x', 'y']],
    [{ skipLines: 2, header: ['p', 'q'] }, 'made by "us\r\nold,names\nx,y', ['x', 'y']],
  ] as const)('are distinguished by the options %o', async (options, text, row) => {
    expect(await texts(text, options)).toEqual([row]);
    for (let chunk = 1; chunk < 9; chunk++) expect(await texts(inChunks(text, chunk), options)).toEqual([row]);
  });

  it.each([
    ['windows-1252', [0xe4, 0x2c, 0x80], 'ä', '€'],
    ['utf-16le', [0xe4, 0, 0x2c, 0, 0xac, 0x20], 'ä', '€'],
    [undefined, [0xff, 0xfe, 0xe4, 0, 0x2c, 0, 0xac, 0x20], 'ä', '€'],
    [undefined, [0xfe, 0xff, 0, 0xe4, 0, 0x2c, 0x20, 0xac], 'ä', '€'],
  ])('are of the encoding %s', async (encoding, bytes, a, b) => {
    const options = { header: ['a', 'b'], ...(encoding === undefined ? {} : { encoding }) };
    for (let chunk = 1; chunk < 9; chunk++)
      expect(await recordsOf(csv(inChunks(Uint8Array.from(bytes), chunk), options))).toEqual([{ a, b }]);
  });

  it.each([
    [
      'a;b\n1;2\n',
      {},
      'got \'a;b\' in the first row. Set { delimiter: ";" }, or { delimiter: "," } if there is one column.',
    ],
    ['a\tb\n', { header: false }, 'Set { delimiter: "\\t" }'],
  ])('need the right delimiter: %j', async (text, options, message) => {
    expect((await failure(text, options)).message).toContain(message);
    expect((await of(text, { ...options, delimiter: ',' }).schema).names).toHaveLength(1);
  });

  it('have the names of the header, or numbers', async () => {
    expect(await read(',a\n1,2')).toEqual([{ column1: 1, a: 2 }]);
    expect(await read('2001,2002\n1,2', { header: true })).toEqual([{ 2001: 1, 2002: 2 }]);
    expect(await read('1,2', { header: false })).toEqual([{ column1: 1, column2: 2 }]);
    expect(await read('', { header: ['a'] })).toEqual([]);
    expect(await read('', { header: false })).toEqual([]);
  });

  it('may be many in a row, and need no memory for those that are not read', async () => {
    const names = Array.from({ length: 150_000 }, (_, i) => `c${i}`);
    const text = `${names.join(',')}\n${names.map((_, i) => i).join(',')}\n`;
    expect((await failure(text)).message).toBe(
      "test.csv: at most 100,000 columns can be read, got 150,000. Name those to read: { columns: ['a', 'b'] }. Or check the format of the file.",
    );
    expect(await read(text, { columns: ['c149999', 'c7'] })).toEqual([{ c149999: 149_999, c7: 7 }]);
  });
});

describe('inference', () => {
  it.each([
    ['number', ['1', '-2.5', '+3', '1e3', '.5', '5.', ' 7 ', 'NaN', '-inf', '0', '0.10', '-0']],
    ['number', ['9007199254740991']],
    ['text', ['9007199254740993']],
    ['text', ['1', '007']],
    ['text', ['1e999']],
    ['text', ['1', 'x']],
    ['text', ['0x10']],
    ['text', ['1_000']],
    ['text', ['']],
    ['boolean', ['true', 'False', 'TRUE']],
    ['text', ['true', '1']],
    ['date', ['2000-02-29', '2001-01-31 23:59', '2001-01-31T23:59:59.123456+02:00', '1969-12-31T00:00Z']],
    ['text', ['2001-02-29']],
    ['text', ['2001/02/03']],
    ['text', ['2001-02-03T24:00']],
    ['text', ['2001-13-03']],
    ['text', ['2001-01-01T00:00:00 UTC']],
  ] as const)('gives %s for %s', async (type, cells) => {
    const { columns } = await of(`a,b\n${cells.map(cell => `${cell},1`).join('\n')}\n`).schema;
    expect(columns[0]!.type).toBe(type);
  });

  it('reads the first rows only', async () => {
    const rows = Array.from({ length: 1500 }, (_, i) => String(i)).join('\n');
    const { columns } = await of(`a\n${rows}\nx\n`).schema;
    expect(columns[0]!.type).toBe('number');
    expect((await of(`a\n${rows}\nx\n`, { inferRows: Infinity }).schema).columns[0]!.type).toBe('text');
    expect((await of(`a\n1\nx\n`, { inferRows: 1 }).schema).columns[0]!.type).toBe('number');
  });

  it('knows texts of missing cells', async () => {
    expect(await read('a,b,c\nNA,1,-999\n2,NA,5\n,"NA",-999\n', { missing: ['', 'NA', '-999'] })).toEqual([
      { a: NaN, b: 1, c: NaN },
      { a: 2, b: NaN, c: 5 },
      { a: NaN, b: NaN, c: NaN },
    ]);
    expect(await read('a,b\nx,NA\nNA,y\n', { missing: ['NA'] })).toEqual([
      { a: 'x', b: null },
      { a: null, b: 'y' },
    ]);
  });
});

describe('a bad row', () => {
  it.each([
    ['too few cells', 'a,b\n1,2\n3\n', 'test.csv: a row must have 2 cells, as the header, got 1 in row 1 (line 3).', 1],
    [
      'too many cells',
      'a,b\n"x\ny",2\n\n3,4,5\n',
      'a row must have 2 cells, as the header, got 3 in row 1 (line 5).',
      1,
    ],
    [
      'an open quote',
      'a,b\n1,"2\n3,4\n',
      'a quote must be closed before the file ends, got an open one in row 0 (line 2).',
      0,
    ],
    [
      'letters after a quote',
      'a,b\n1,2\n"3"x,4\n',
      'a closing quote must end its cell, got letters after it in row 1 (line 3).',
      1,
    ],
  ])('with %s is an error with its place, after the rows before it', async (_, text, message, row) => {
    for (const source of [bytesOf(text), inChunks(text, 1), inChunks(text, 7)]) {
      const rows: unknown[] = [];
      const error = await lastValueFrom(csv(source, { name: 'test.csv' }).pipe(map(r => rows.push(r)))).catch(
        (e: unknown) => e,
      );
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).message).toContain(message);
      expect(error).toMatchObject({ source: 'test.csv', row });
      expect(rows.length).toBe(row);
    }
  });

  it('is left out and counted where asked, and reading goes on at the next line', async () => {
    const rows = of('a,b\n1,2\n3\n5,6,7\n"x"y,8\n9,10\n"11,12\n13,14\n', { badRows: 'skip' });
    expect(await recordsOf(rows)).toEqual([{ a: 1, b: 2 }, { a: 9, b: 10 }, { a: 13, b: 14 }]); // prettier-ignore
    const { count, error } = await firstValueFrom(rows.badRows);
    expect(count).toBe(4);
    expect(error!.message).toContain('in row 5 (line 7)');
  });

  it('has a cell that does not fit what was inferred', async () => {
    const body = Array.from({ length: 50_000 }, (_, i) => `${i},x`).join('\n');
    const error = await failure(`speed,b\n${body}\nn/a,y\n`);
    expect(error.message).toBe(
      "test.csv: column speed: cells must be numbers, as in the first rows, got 'n/a' in row 50000 (line 50002). If it stands " +
        "for a missing cell, name it: { missing: ['', 'n/a'] }. Or read the column as text: { types: { speed: 'text' } }.",
    );
    expect(error).toMatchObject({ source: 'test.csv', row: 50_000 });
    const skipping = of(`speed,b\n${body}\nn/a,y\n1,2\n`, { badRows: 'skip' });
    expect((await recordsOf(skipping)).length).toBe(50_001);
    expect((await firstValueFrom(skipping.badRows)).count).toBe(1);
    expect((await read(`speed,b\n${body}\nn/a,y\n`, { missing: ['n/a'] })).at(-1)).toEqual({ speed: NaN, b: 'y' });
  });

  it.each(['007', '9007199254740993', '1e999', 'x', 'true', '0x1'])('never becomes another number: %s', async cell => {
    expect((await failure(`a,b\n1,2\n${cell},3\n`, { inferRows: 1 })).message).toContain(`got '${cell}' in row 1`);
  });

  it('has a text that is no UTF-8', async () => {
    const bytes = Uint8Array.from([...bytesOf('a,b\nx,1\n'), 0xe4, ...bytesOf(',2\n')]);
    await expect(recordsOf(csv(bytes))).rejects.toThrow(
      /column a: texts must be UTF-8, got other bytes in row 1 \(line 3\)/,
    );
  });

  it('does not fill the memory: a quote that is never closed ends at the limit', async () => {
    const endless = (async function* () {
      yield bytesOf('a,b\n1,2\n3,"');
      for (;;) yield new Uint8Array(1 << 16).fill(120);
    })();
    const error = await recordsOf(csv(endless, { name: 'x.csv', maxRowBytes: 1 << 20 })).catch((e: unknown) => e);
    expect((error as DataError).message).toBe(
      'x.csv: a row must end before it has more bytes than maxRowBytes, got a longer one in row 1 (line 3). Look for a ' +
        'quote that is not closed, or raise maxRowBytes.',
    );
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', {}, 'test.csv: the first row must hold the names of the columns, got no row. Name them yourself'],
    ['\n\n', {}, 'got no row'],
    [
      '1,2.5\n3,4\n',
      {},
      "the first row must hold the names of the columns, got '1', '2.5'. Name the columns of a file",
    ],
    ['a,b,a\n', {}, "test.csv: the names of columns must differ, got 'a' in columns 1 and 3."],
    ['a,__proto__\n', {}, 'a column must have another name than __proto__'],
    ['a,b\n', { columns: ['B2'] }, "test.csv: a column must exist, got 'B2'. Did you mean 'b'?"],
    ['speed\n', { types: { sped: 'text' } }, "Did you mean 'speed'?"],
    ['a\n', { types: { a: 'list' } }, "got 'list'"],
  ] as const)('is an error: %j %o', async (text, options, message) => {
    await expect(read(text, options as CsvOptions)).rejects.toThrow(message);
    await expect(of(text, options as CsvOptions).schema).rejects.toThrow(message);
  });

  it.each([
    [{ delimiter: ',,' }, 'csv: delimiter must be one letter of ASCII, got ",,". Use \',\''],
    [{ delimiter: '' }, 'delimiter must be one letter'],
    [{ quote: ',' }, 'delimiter, quote and comment must differ'],
    [{ comment: '\n' }, 'comment must be one letter'],
    [{ inferRows: 0 }, 'inferRows must be a whole number of at least 1, got 0'],
    [{ inferRows: NaN }, 'inferRows must be'],
    [{ skipLines: -1 }, 'skipLines must be'],
    [{ badRows: 'ignore' }, "badRows must be a known name, got 'ignore'. Choose from 'fail', 'skip'."],
    [{ encoding: 'latin9000' }, "csv: encoding must be known to the host, got 'latin9000'"],
    [{ colums: ['a'] }, "Did you mean 'columns'?"],
    [{ sep: ';' }, 'an option must be a known name'],
    [{ missing: 'NA' }, 'missing must be an array'],
    [
      { missing: [-999] },
      "csv: missing must name texts, got -999. Write it as in the file: { missing: ['', '-999'] }.",
    ],
    [{ header: 'a' }, 'header must be an array'],
  ])('is refused before anything is read: %o', (options, message) => {
    expect(() => csv('nowhere.csv', options as never)).toThrow(message);
  });

  it('says of a number that no double holds that it is out of range, and of digits that would be lost that they are', async () => {
    for (const text of ['1e400', '-1e400', '17976931348623158080e289', `1${'0'.repeat(309)}`])
      for (const options of [{ types: { a: 'number' } }, { types: { a: 'integer' } }, { inferRows: 1 }] as const) {
        const { message } = await failure(`a\n1\n${text}\n`, options);
        expect(message).toMatch(
          /^test\.csv: column a: numbers must be in the range of a double, up to 1\.8e308, got '/,
        );
        expect(message).toMatch(
          / in row 1 \(line 3\)\. Correct it, or read the column as text: \{ types: \{ a: 'text' \} \}\.$/,
        );
      }
    for (const text of ['00501', '12345678901234567890', `179769313486231570${'0'.repeat(291)}`]) {
      const { message } = await failure(`a\n1\n${text}\n`, { inferRows: 1 });
      expect(message).toContain('cells must be numbers that keep their digits, as in the first rows, got');
      expect(message).toContain(
        "To read it as a number: { types: { a: 'number' } }. To keep it: { types: { a: 'text' } }.",
      );
      expect(await texts(`a\n1\n${text}\n`, { types: { a: 'number' } })).toEqual([[1], [Number(text)]]);
    }
    const largest = '17976931348623157081e289';
    expect(await texts(`a\n1\n${largest}\n`, { inferRows: 1 })).toEqual([[1], [Number.MAX_VALUE]]);
  });
});
