import { readFileSync } from 'node:fs';
import {
  columnFromArray,
  dictionary,
  fixedSizeList,
  int32,
  int64,
  list,
  tableFromColumns,
  tableToIPC,
  utf8,
  type Column,
} from '@uwdata/flechette';
import { arrow, parquet } from '@thalweg/readers';
import type { Chance } from '../../fuzz/chance.ts';
import { changedBytes, joined } from '../inputs/changed-bytes.ts';
import { changedAndWritten } from '../inputs/changed-tree.ts';
import { type Door, rootFile } from './door.ts';
import { thriftBytes, thriftStruct } from '../inputs/thrift.ts';
import { fileDoor } from './tables.ts';

/** Files and streams with numbers, texts, codes and lists, some of them missing. */
export function arrowDoor(): Door<Uint8Array> {
  const rows = Array.from({ length: 30 }, (_, row) => (row % 7 === 3 ? null : row));
  const texts = rows.map(row => (row === null ? null : `text ${row}`));
  const columns: Record<string, Column<unknown>> = {
    number: columnFromArray(rows),
    long: columnFromArray(rows.map(row => (row === null ? null : BigInt(row))), int64()),
    text: columnFromArray(texts, utf8()),
    code: columnFromArray(texts, dictionary(utf8())),
    lists: columnFromArray(rows.map(row => (row === null ? null : [row, 1])), list(int32())),
    pairs: columnFromArray(rows.map(row => [row, 1]), fixedSizeList(int32(), 2)),
  };
  const samples = (['file', 'stream'] as const).map(format => tableToIPC(tableFromColumns(columns), { format })!);
  return fileDoor(samples, (bytes, options) => arrow(bytes, options));
} // prettier-ignore

/** A small file of most types, of which the footer and the heads of pages are taken apart and changed. */
export function parquetDoor(): Door<Uint8Array> {
  const file = new Uint8Array(readFileSync(rootFile('packages/readers/src/testing/small.parquet')));
  const types = { big: 'bigint', raw: 'object' } as const;
  const usual = fileDoor([file], (bytes, options) => parquet(bytes, { ...options, types: types as never }));
  const draw = (chance: Chance): Uint8Array => (chance.is(0.7) ? withFooter(file, chance) : usual.draw(chance));
  return { ...usual, draw };
}

/** Returns a file with a changed footer, whose length is right. */
function withFooter(file: Uint8Array, chance: Chance): Uint8Array {
  const end = file.length - 8;
  const length = new DataView(file.buffer, file.byteOffset).getUint32(end, true);
  const [footer] = thriftStruct(file, end - length);
  const data = chance.is(0.2) ? changedBytes(file.subarray(0, end - length), chance) : file.subarray(0, end - length);
  const bytes = changedAndWritten(footer, chance, thriftBytes);
  return joined(data, bytes, new Uint8Array(Uint32Array.of(bytes.length).buffer), file.subarray(-4));
}
