import { readFileSync } from 'node:fs';
import { DataError } from '@thalweg/data';
import { describe, expect, it } from 'vitest';
import { dictionaryPage, i32, i64, list, oneColumn, page, parquetOf, struct, text } from '../testing/parquet-of.ts';
import { recordsOf } from '../testing/records-of.ts';
import { parquet } from './parquet.ts';

/** Returns what reading a file says. */
async function refusalOf(bytes: Uint8Array, columns?: readonly string[]): Promise<string> {
  const error = await parquet(bytes, { name: 'x.parquet', columns })
    .then(recordsOf)
    .then(
      () => undefined,
      (cause: unknown) => cause,
    );
  expect(error).toBeInstanceOf(DataError);
  const { message } = error as DataError;
  expect(message).toMatch(/^x\.parquet: /);
  expect(message.length).toBeLessThan(400);
  return message;
}

const number = [7, 0, 0, 0];
const whole = { data: page({ values: 1, body: number }), rows: 1 };

describe('parquet', () => {
  it('reads the file that those below differ from', async () => {
    expect(await recordsOf(await parquet(oneColumn(whole)))).toEqual([{ x: 7 }]);
    const twice = { data: [...dictionaryPage(1, number), ...page({ values: 2, body: [1, 4, 0], encoding: 8 })], rows: 2 };
    expect(await recordsOf(await parquet(oneColumn(twice)))).toEqual([{ x: 7 }, { x: 7 }]);
  }); // prettier-ignore

  it('refuses numbers of another kind than the format has, in place of mixing them', async () => {
    expect(await refusalOf(oneColumn({ ...whole, chunk: { 9: i32(4) } }))).toContain('got 4 bytes');
    expect(await refusalOf(oneColumn({ ...whole, chunk: { 7: i32(4) } }))).toContain('got 4 bytes');
    expect(await refusalOf(oneColumn({ ...whole, chunk: { 5: text('1') } }))).toContain('values');
    expect(await refusalOf(oneColumn({ ...whole, rows: -1 }))).toContain('got -1 rows');
    const mixed = { 12: struct({ 3: i32(1), 5: text('abcd'), 6: text('abcdefgh') }) };
    expect(await recordsOf(await parquet(oneColumn({ ...whole, chunk: mixed })))).toEqual([{ x: 7 }]);
  });

  it('refuses metadata that are deeper, longer or more than their bytes, before they are decoded', async () => {
    const fields = (count: number, byte: number): Uint8Array => new Uint8Array(count).fill(byte);
    expect(await refusalOf(parquetOf([], fields(100_000, 0x1c)))).toContain('33 levels deep');
    expect(await refusalOf(parquetOf([], struct({ 2: list(12, [], 2 ** 31) })))).toContain('a list of 2147483648 elements');
    const endless = fields(200_000, 0xff);
    endless[0] = 0x16;
    expect(await refusalOf(parquetOf([], endless))).toContain('a number of more than 10 bytes');
    const empty = new Uint8Array(2_000_006);
    empty.set([0x29, 0xfc, 0x80, 0x89, 0x7a]);
    expect(await refusalOf(parquetOf([], empty))).toContain('more values than bytes of such a file can have');
    expect(await refusalOf(parquetOf([], struct({ 300: i32(1) })))).toContain('a field 300');
  }); // prettier-ignore

  it('refuses columns in columns past 64 levels, and fewer than the schema says', async () => {
    const footer = (schema: Parameters<typeof list>[1]) => struct({ 2: list(12, schema), 3: i64(0), 4: list(12, []) });
    const inner = struct({ 4: text('c'), 5: i32(1) });
    const deep = Array.from({ length: 3000 }, () => inner);
    expect(await refusalOf(parquetOf([], footer(deep)))).toContain('65 levels deep');
    expect(
      await refusalOf(
        parquetOf([], footer([struct({ 4: text('c'), 5: i32(2) }), struct({ 1: i32(1), 4: text('d') }), inner])),
      ),
    ).toContain('fewer columns than the schema says');
    expect(await refusalOf(parquetOf([], footer([struct({ 4: text('c'), 5: i32(-(2 ** 31)) })])))).toContain('columns');
    expect(await refusalOf(parquetOf([], footer([inner, struct({ 1: i32(1) })])))).toContain('a column without a name');
  });

  it('refuses decimals of a million digits and a column called __proto__', async () => {
    const decimal = { 6: i32(5), 7: i32(1_000_000), 8: i32(9) };
    expect(await refusalOf(oneColumn({ ...whole, element: decimal }))).toContain('decimals with 1000000 digits');
    expect(await refusalOf(oneColumn({ ...whole, name: '__proto__' }))).toContain('another name than __proto__');
  });

  it('refuses a page that claims more values or bytes than it can have', async () => {
    const most = 2 ** 31 - 1;
    const run = { values: most, body: [1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0], encoding: 8 };
    const dictionary = { data: [...dictionaryPage(1, number), ...page(run)], rows: most };
    expect(await refusalOf(oneColumn(dictionary))).toContain('a page of 2147483647 values in 7 bytes');
    const packed = { ...whole, data: page({ values: 1, body: number, unpacked: most }), chunk: { 4: i32(6) } };
    expect(await refusalOf(oneColumn(packed))).toContain('a page of 2147483647 bytes in 4');
    const blocks = Array.from({ length: 1000 }, (_, at) => [at === 999 ? 3 : 2, 0, 0x80, 0]).flat();
    const zstd = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, ...blocks];
    const bomb = { ...whole, data: page({ values: 1, body: zstd, unpacked: 4 }), chunk: { 4: i32(6) } };
    expect(await refusalOf(oneColumn(bomb))).toMatch(/got \d+ bytes in 4006 of ZSTD/);
  });

  it('refuses a table of ZSTD with which some decoders never end', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../testing/small.parquet', import.meta.url)));
    // Weights of a Huffman code whose states read no bits.
    bytes.set([240, 23, 181, 82, 254, 255, 255, 255], 40);
    expect(await refusalOf(bytes, ['id'])).toContain(
      `column 'id' must be readable from row 0 on, got ZSTD that is damaged`,
    );
  });

  it('refuses a header of a page with a number that never ends', async () => {
    const data = [0x15, ...new Array<number>(1000).fill(0xff)];
    expect(await refusalOf(oneColumn({ data, rows: 1 }))).toContain('a number of more than 10 bytes');
  });
});
