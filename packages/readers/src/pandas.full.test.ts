import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DataError } from '@thalweg/data';
import { csv, json, jsonLines, tsv, type FileDataset, type Schema } from '@thalweg/readers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWithPandas, type PandasRequest, type PandasTable } from './testing/pandas.ts';
import { recordsOf } from './testing/records-of.ts';

const vega = fileURLToPath(new URL('../../../node_modules/vega-datasets/data/', import.meta.url));
const filesWith = (ending: RegExp) => readdirSync(vega).filter(name => ending.test(name));

const arrays = filesWith(/\.json$/).filter(name => /^\s*\[/.test(readFileSync(vega + name, 'utf8').slice(0, 100)));

const folder = mkdtempSync(`${tmpdir()}/pandas-`);
afterAll(() => rmSync(folder, { recursive: true }));

const ofType = (schema: Schema, type: string) =>
  [...schema].filter(column => column.type === type).map(({ name }) => name);

/** A column of records, with null for what is missing, as JSON has it. */
const cellsOf = (records: readonly Record<string, unknown>[], name: string) =>
  records.map(record => (Number.isNaN(record[name]) ? null : record[name]));

/** A file, our dataset of it, and what pandas is asked for. */
interface Comparison {
  readonly name: string;
  readonly read: (options?: {
    readonly types: Record<string, 'text'>;
    readonly missing: [];
  }) => FileDataset<Record<string, unknown>>;
  readonly request: PandasRequest;
}

const comparisons: readonly Comparison[] = [
  ...filesWith(/\.csv$/).map((name): Comparison => {
    const path = vega + name;
    return { name, read: options => csv(path, options), request: { path, format: 'csv' } };
  }),
  ...filesWith(/\.tsv$/).map((name): Comparison => {
    const path = vega + name;
    return { name, read: options => tsv(path, options), request: { path, format: 'csv', options: { sep: '\t' } } };
  }),
  ...arrays.map((name): Comparison => {
    const path = vega + name;
    return { name, read: () => json(path), request: { path, format: 'json' } };
  }),
  ...arrays.map((name): Comparison => {
    const path = `${folder}/${name}l`;
    return { name: `${name}, a line each row`, read: () => jsonLines(path), request: { path, format: 'jsonl' } };
  }),
];

/** Compares the texts of CSV, and the numbers and dates of the columns that we say have them. */
async function compareCsv({ read }: Comparison, schema: Schema, pandas: PandasTable): Promise<void> {
  const types = Object.fromEntries(schema.names.map(name => [name, 'text' as const]));
  const texts = await recordsOf(read({ types, missing: [] }));
  for (const name of schema.names) expect(cellsOf(texts, name)).toEqual(pandas.cells[name]);
  const records = await recordsOf(read());
  expect(records.length).toBeGreaterThan(0);
  for (const name of ofType(schema, 'number')) expect(cellsOf(records, name)).toEqual(pandas.numbers[name]);
  for (const name of ofType(schema, 'date')) expect(cellsOf(records, name)).toEqual(pandas.dates[name]);
}

/** Compares the values of JSON. A column of numbers and texts is text in ours; pandas keeps booleans beside null as numbers. */
async function compareJson({ read }: Comparison, schema: Schema, pandas: PandasTable): Promise<void> {
  const records = await recordsOf(read());
  expect(records.length).toBeGreaterThan(0);
  for (const { name, type } of schema) {
    const theirs = type === 'date' ? pandas.dates[name]! : pandas.cells[name]!;
    const asText = (value: unknown) => (type === 'text' && value !== null ? String(value) : value);
    const asBoolean = (value: unknown) => (type === 'boolean' && value !== null ? Boolean(value) : value);
    expect(cellsOf(records, name)).toEqual(theirs.map(asText).map(asBoolean));
  }
}

/** Differences of convention, on purpose. */
const conventions = [
  ['a row with too few cells, which pandas fills up', 'a,b\n1\n', { a: ['1'], b: [''] }, 'a row must have 2 cells'],
  [
    'a row with too many cells in the first place, which pandas takes for an index',
    'a,b\n1,2,3\n',
    { a: ['2'], b: ['3'] },
    'a row must have 2 cells',
  ],
  [
    'letters after a quote, which pandas adds',
    'a,b\n"x"y,1\n',
    { a: ['xy'], b: ['1'] },
    'a closing quote must end its cell',
  ],
  [
    'two columns of one name, which pandas renames',
    'a,a\n1,2\n',
    { a: ['1'], 'a.1': ['2'] },
    'the names of columns must differ',
  ],
] as const;

const errors = [
  ['a row with too many cells later', 'a,b\n1,2\n1,2,3\n', 'a row must have 2 cells'],
  ['a quote that is not closed', 'a,b\n1,"2\n', 'a quote must be closed'],
  ['an empty file', '', 'the first row must hold the names'],
] as const;

const texts = [...conventions, ...errors].map(([, text]) => text);
const pathOf = (text: string) => `${folder}/refused-${(texts as readonly string[]).indexOf(text)}.csv`;

describe('against pandas', { tags: ['pandas'] }, () => {
  const pandas = new Map<string, PandasTable>();
  const refused = new Map<string, PandasTable>();
  beforeAll(async () => {
    for (const text of texts) writeFileSync(pathOf(text), text);
    for (const name of arrays) {
      const values = JSON.parse(readFileSync(vega + name, 'utf8')) as unknown[];
      writeFileSync(`${folder}/${name}l`, values.map(value => `${JSON.stringify(value)}\n`).join(''));
    }
    const requests: PandasRequest[] = [];
    for (const { read, request } of comparisons) {
      const schema = await read().schema;
      requests.push({ ...request, numbers: ofType(schema, 'number'), dates: ofType(schema, 'date') });
    }
    // One process reads them all.
    const tables = readWithPandas([
      ...requests,
      ...texts.map(text => ({ path: pathOf(text), format: 'csv' as const })),
    ]);
    comparisons.forEach(({ name }, at) => pandas.set(name, tables[at]!));
    texts.forEach((text, at) => refused.set(text, tables[comparisons.length + at]!));
  });

  it('compares every table of vega-datasets', () => {
    expect(comparisons.length).toBe(23 + 1 + 2 * 36);
  });

  it.each(comparisons.map(({ name }) => name))('%s has the same cells', async name => {
    const comparison = comparisons.find(other => other.name === name)!;
    const theirs = pandas.get(name)!;
    const schema = await comparison.read().schema;
    expect(theirs.error).toBeUndefined();
    expect([...schema.names].sort()).toEqual([...theirs.names].sort());
    await (comparison.request.format === 'csv' ? compareCsv : compareJson)(comparison, schema, theirs);
  });

  it('tables of random nasty cells are the same, and are what was written', async () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '"',
      '""',
      ',',
      '\n',
      '\r\n',
      ' ',
      '\t',
      'é',
      '日本',
      '😀',
      '1',
      '0',
      '.',
      ';',
      "'",
      '\\',
      '#',
    );
    const cell = fc.array(part, { maxLength: 5 }).map(parts => parts.join(''));
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain(width => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }));
    const drawn = fc.sample(fc.tuple(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean()), {
      numRuns: 400,
      seed: 3,
    });
    const written = drawn.map(([rows, end, mark, closed], at) => {
      const names = (rows[0] ?? ['a']).map((_, column) => `c${column}`);
      const quoted = (cell: string) =>
        /[",\r\n]/.test(cell) || (cell === '' && names.length === 1) ? `"${cell.replaceAll('"', '""')}"` : cell;
      const lines = [names, ...rows].map(row => row.map(quoted).join(','));
      const path = `${folder}/nasty-${at}.csv`;
      writeFileSync(path, `${mark ? '\ufeff' : ''}${lines.join(end)}${closed ? end : ''}`);
      return { rows, names, path };
    });
    const pandas = readWithPandas(written.map(({ path }) => ({ path, format: 'csv' as const })));
    for (const [at, { rows, names, path }] of written.entries()) {
      const types = Object.fromEntries(names.map(name => [name, 'text' as const]));
      const records = (await recordsOf(csv(path, { types, missing: [] }))) as Record<string, unknown>[];
      expect(records.map(record => Object.values(record))).toEqual(rows);
      for (const name of names) {
        // pandas leaves out lines of spaces and tabs too; we read them as rows of one cell.
        const ours = cellsOf(records, name).filter(cell => names.length > 1 || !/^[ \t]+$/.test(cell as string));
        expect(ours).toEqual(pandas[at]!.cells[name]);
      }
    }
  });

  it('numbers of any form are the same to the last bit', async () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const decimal = fc
      .tuple(fc.bigInt(-(10n ** 16n), 10n ** 16n), fc.integer({ min: 0, max: 20 }))
      .map(([digits, places]) => {
        const text = String(digits < 0n ? -digits : digits).padStart(places + 1, '0');
        const [whole, fraction] = [text.slice(0, text.length - places), text.slice(text.length - places)];
        return `${digits < 0n ? '-' : ''}${whole}${places > 0 ? `.${fraction}` : ''}`;
      });
    const texts = fc.sample(
      fc.oneof(
        double.map(String),
        decimal,
        double.map(x => x.toFixed(3)),
        fc.integer().map(String),
      ),
      { numRuns: 20_000, seed: 9 },
    );
    const path = `${folder}/numbers.csv`;
    writeFileSync(path, `x,y\n${texts.map(text => `${text},1`).join('\n')}\n`);
    const records = (await recordsOf(csv(path, { types: { x: 'number' } }))) as Record<string, number>[];
    const [pandas] = readWithPandas([{ path, format: 'csv', numbers: ['x'] }]) as [PandasTable];
    expect(records.map(({ x }) => x)).toEqual(texts.map(Number));
    expect(records.map(({ x }) => x! + 0)).toEqual(pandas.numbers['x']!.map(x => (x as number) + 0));
  });

  it.each(conventions)('%s, is an error', async (_, text, cells, message) => {
    expect(refused.get(text)).toMatchObject({ cells });
    await expect(recordsOf(csv(pathOf(text)))).rejects.toThrow(message);
  });

  it.each(errors)('%s is an error, as in pandas', async (_, text, message) => {
    expect(refused.get(text)!.error).toBeDefined();
    await expect(recordsOf(csv(pathOf(text)))).rejects.toThrow(message);
  });
});

it.each(filesWith(/\.json$/).filter(name => !arrays.includes(name)))('%s is no table, and we say so', async name => {
  const error = await recordsOf(json(vega + name)).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DataError);
  expect((error as DataError).message).toContain('the file must be an array of objects, got an object.');
});
