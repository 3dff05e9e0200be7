import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, type Dataset } from '@thalweg/data';
import { afterAll, describe, expect, it } from 'vitest';
import { arrow, csv, idx, json, jsonLines, lines, parquet } from './index.ts';
import { recordsOf } from './testing/records-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a dataset. Returns the message of its refusal, which names the file. */
async function refusalOf(open: () => Dataset<unknown> | Promise<Dataset<unknown>>): Promise<string> {
  let found: unknown;
  try {
    await recordsOf(await open());
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(DataError);
  const { message } = found as DataError;
  expect(message.length).toBeLessThan(800);
  return message;
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const named = { name: 'x' };

/** A file of five gigabytes, nearly all of which are holes: its first and its last bytes are given. */
function sparse(name: string, first: Uint8Array, last: Uint8Array = new Uint8Array()): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, first);
  closeSync(file);
  truncateSync(path, 5e9 - last.length);
  writeFileSync(path, last, { flag: 'a' });
  return path;
}

/** The header of an IDX file. */
function idxHeader(type: number, ...sizes: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, sizes.length]);
  sizes.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  return bytes;
}

/** A number of 32 bits, the least significant byte first, and what follows it. */
function ending(number: number, magic: string): Uint8Array {
  const bytes = new Uint8Array(4 + magic.length);
  new DataView(bytes.buffer).setUint32(0, number, true);
  bytes.set(encoded(magic), 4);
  return bytes;
}

describe('idx', () => {
  const large = idxHeader(8, 60_000, 90_000, 90_000);

  it('refuses a row that no file of its size has', async () => {
    const path = join(folder, 'large.idx');
    writeFileSync(path, large);
    expect(await refusalOf(() => idx({ x: path }))).toBe(`${path}: a row must have at most 134217728 bytes, got 8100000000. Check the file.`);
    const fitting = idxHeader(8, 60_000, 8000, 8000);
    expect(await refusalOf(() => idx({ x: fitting }))).toContain('the file must have a row of 64000000 bytes, got a file of 16.');
    expect(await refusalOf(() => idx({ x: gzipSync(fitting) }))).toContain('the file must have a row of 64000000 bytes');
    expect(await refusalOf(() => idx({ x: sparse('large.idx', large) }))).toContain('a row must have at most');
  }); // prettier-ignore

  it('refuses a row of sizes without end, and takes as much memory as bytes come from a stream', async () => {
    const sizes = new Array<number>(255).fill(2 ** 32 - 1);
    expect(await refusalOf(() => idx({ x: idxHeader(8, ...sizes) }))).toContain('got Infinity');
    expect(await refusalOf(() => idx({ x: idxHeader(8, ...sizes.slice(1), 0) }))).toContain('got NaN');
    const stream = (async function* () {
      yield idxHeader(14, 1, 2 ** 24);
    })();
    expect(await refusalOf(() => idx({ x: stream }))).toContain('the file must have 1 rows, as its header says, got 0');
  });
});

describe('json', () => {
  it('refuses gzip that decompresses to more than maxBytes, as soon as so many have come', async () => {
    const packed = gzipSync(encoded(`[{"x":"${'x'.repeat(1e6)}"}]`));
    expect(packed.length).toBeLessThan(2000);
    const bytes = Uint8Array.from(packed);
    expect(await refusalOf(() => json(bytes, { ...named, maxBytes: 1e5 }))).toMatch(
      /^x: the file must have at most 100000 bytes, decompressed, got \d{6} bytes and perhaps more\. .* Or raise maxBytes\.$/,
    );
    expect((await recordsOf(json(bytes))).length).toBe(1);
    expect(await refusalOf(() => json(sparse('large.json', encoded('['))))).toContain('at most 134217728 bytes');
  });

  it('counts the values before it parses them', async () => {
    const empty = encoded(`[${'{},'.repeat(15e6)}{}]`);
    expect(await refusalOf(() => json(empty, named))).toContain('x: the values must take at most a gibibyte in memory');
    const text = encoded(`[{"x":"${'{},'.repeat(1e6)}\\"{"}]`);
    expect((await recordsOf(json(text))).length).toBe(1);
  });

  it('counts the levels before it parses them, also of a file that is packed', async () => {
    const levels = 'at most 1000 lists and objects may be within each other';
    expect(await refusalOf(() => json(encoded('['.repeat(1001)), named))).toContain(`x: ${levels}, got more`);
    expect(await refusalOf(() => json(gzipSync('['.repeat(1e6)), named))).toContain(levels);
    expect(await recordsOf(json(encoded(`[{"x":"${'['.repeat(2000)}"}]`)))).toHaveLength(1);
  });

  it('names the row of a value that is nested too deep to be printed', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const less = '['.repeat(990) + ']'.repeat(990);
    const rows = '{"a":1},'.repeat(1000);
    expect(await refusalOf(() => json(encoded(`[${rows}{"a":${less}}]`), named))).toMatch(/got '\[{30,50}…' in row 1000/);
    expect(await refusalOf(() => json(encoded(`[${rows}${less}]`), named))).toContain('got an array in row 1000');
    const inLines = `${'{"a":1}\n'.repeat(1000)}{"a":${deep}}\n`;
    expect(await refusalOf(() => jsonLines(encoded(inLines), named))).toContain(
      `at most 1000 lists and objects may be within each other, got '{"a":${'['.repeat(35)}…' in row 1000`,
    );
  }); // prettier-ignore
});

describe('jsonLines', () => {
  it('keeps the digits of a long number beside a text of a million escapes', async () => {
    const line = `{"id":12345678901234567,"t":"${'\\n'.repeat(3e6)}"}`;
    const [row] = await recordsOf(jsonLines<{ id: string; t: string }>(encoded(line)));
    expect([row!.id, row!.t.length]).toEqual(['12345678901234567', 3e6]);
  });

  it('looks at a part of the first rows if they are long, and at none of empty lines without end', async () => {
    const long = `{"a":"${'x'.repeat(1e6)}"}\n`;
    const rows = jsonLines(encoded(`${long.repeat(18)}{"a":1,"b":2}\n`), named);
    expect((await rows.schema).names).toEqual(['a']);
    const blank = jsonLines(gzipSync(new Uint8Array(2e7).fill(10)));
    expect((await blank.schema).names).toEqual([]);
  });

  it('makes tables of few rows if they have many columns', async () => {
    const rows = Array.from({ length: 300 }, (_, row) => `{${Array.from({ length: 60 }, (_, at) => `"${row}_${at}":1`).join(',')}}`);
    const iterator = jsonLines(encoded(rows.join('\n'))).open();
    const first = (await iterator.next())!;
    iterator.close();
    expect(Object.keys(first).length).toBe(18_000);
  }); // prettier-ignore
});

describe('csv', () => {
  it('refuses a million columns before it names them, and empty lines without a header', async () => {
    expect(await refusalOf(() => csv(encoded(`${','.repeat(1e6)}\n`), named))).toContain('at most 100,000 columns can be read, got 1,000,001');
    const blank = gzipSync(new Uint8Array(2e7).fill(10));
    expect(await refusalOf(() => csv(blank, { ...named, maxRowBytes: 1000 }))).toContain('x: the first row must hold the names of the columns');
  }); // prettier-ignore

  it('reads a cell of a million digits that is no number in one pass', async () => {
    const digits = '1'.repeat(1e6);
    expect(await recordsOf(csv(encoded(`a\n${digits}x\n`)))).toEqual([{ a: `${digits}x` }]);
    const late = `a\n${'1\n'.repeat(1000)}${digits}x\n`;
    expect(await refusalOf(() => csv(encoded(late), named))).toContain('cells must be numbers');
    const big = csv(encoded(`a\n${digits}\n`), { ...named, types: { a: 'bigint' } });
    expect(await refusalOf(() => big)).toContain('cells must be whole numbers');
  });
});

describe.each([
  ['csv', (path: string) => csv(path, { maxRowBytes: 1e5 })],
  ['jsonLines', (path: string) => jsonLines(path)],
  ['lines', (path: string) => lines(path)],
  ['json', (path: string) => json(path)],
  ['parquet', (path: string) => parquet(path)],
  ['arrow', (path: string) => arrow(path)],
  ['idx', (path: string) => idx({ x: path })],
] as const)('%s', (_, open) => {
  it('refuses five gigabytes of zeros', async () => {
    const path = sparse('zeros', new Uint8Array());
    expect(await refusalOf(() => open(path))).toContain(`${path}: `);
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe, and reads no device', async () => {
    const pipe = join(folder, `pipe-${Math.random()}`);
    execFileSync('mkfifo', [pipe]);
    expect(await refusalOf(() => open(pipe))).toContain(`${pipe}: it must be a file, got a pipe or a device`);
    expect(await refusalOf(() => open('/dev/zero'))).toContain('/dev/zero: it must be a file, got a pipe or a device');
  });

  it.each(['a\0b', 'n'.repeat(300), ''])('refuses the path %j', async path => {
    expect(await refusalOf(() => open(path))).toContain('the file must be readable');
  });
});

describe('metadata of a file of five gigabytes are not read if they claim to be longer than any', () => {
  it('in Arrow files and streams', async () => {
    const magic = encoded('ARROW1\0\0');
    expect(await refusalOf(() => arrow(sparse('a.arrow', magic, ending(0xfffffff0, 'ARROW1'))))).toContain(
      'a footer of 4294967280 bytes, of which at most 134217728 are read',
    );
    const claim = ending(0xffffffff, 'xxxx');
    new DataView(claim.buffer).setUint32(4, 0x7ffffff0, true);
    expect(await refusalOf(() => arrow(sparse('b.arrow', claim)))).toContain('a message of 2147483632 bytes at byte 0');
  });

  it('in Parquet files', async () => {
    const magic = encoded('PAR1');
    for (const length of [0xfffffff0, 0x7fffffff, 0x10000000])
      expect(await refusalOf(() => parquet(sparse('a.parquet', magic, ending(length, 'PAR1'))))).toContain(
        `metadata of ${length} bytes, of which at most 134217728 are read`,
      );
    expect(await refusalOf(() => parquet(sparse('b.parquet', magic, ending(1000, 'PAR1'))))).toContain('b.parquet: ');
    expect(await refusalOf(() => parquet(Uint8Array.from([...magic, ...ending(99, 'PAR1')]), named))).toContain(
      'x: the file must be Parquet, with its metadata at the end, got metadata of 99 bytes in a file of 12',
    );
  });
});
