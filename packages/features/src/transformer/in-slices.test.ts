import { type SourceOffset, type EpochIterator, type Table, type TableReader } from '@thalweg/data';
import { expect, it } from 'vitest';
import { inSlices } from './apply.ts';

const SIZES = [5, 1, 7, 2];

/** Tables of numbered rows, each with an offset after it. */
function numbered(offsets: boolean): TableReader & { readonly tablesRead: () => number } {
  let tablesRead = 0;
  return {
    tablesRead: () => tablesRead,
    read(_, index, offset) {
      let at = offset === undefined ? 0 : (offset as number);
      const before = SIZES.slice(0, at).reduce((sum, size) => sum + size, 0);
      if (offset !== undefined && before !== index) throw new Error(`an offset after ${before} rows, not ${index}`);
      let row = before;
      let skip = index - before;
      const next = (): Table | undefined => {
        if (at >= SIZES.length) return undefined;
        tablesRead++;
        const size = SIZES[at++]!;
        const rows = Float64Array.from({ length: size }, (_, i) => row + i).subarray(Math.min(size, skip));
        row += size;
        skip = Math.max(0, skip - size);
        if (rows.length === 0) return next();
        return { rows: rows.length, columns: { row: { data: rows, shape: [], dtype: 'float32' } } };
      };
      return offsets ? { next, offset: () => at } : { next };
    },
  };
}

function rest(iterator: EpochIterator<Table>): number[][] {
  const found: number[][] = [];
  for (
    let table = iterator.next() as Table | undefined;
    table !== undefined;
    table = iterator.next() as Table | undefined
  )
    found.push([...(table.columns['row']!.data as Float64Array)]);
  return found;
}

it('cuts tables into slices', () => {
  const slices = rest(inSlices(numbered(true), () => 3).read(0, 0));
  expect(slices).toEqual([[0, 1, 2], [3, 4], [5], [6, 7, 8], [9, 10, 11], [12], [13, 14]]);
});

it('goes on after any slice, at an offset or at a row', () => {
  for (const offsets of [true, false])
    for (let read = 0; read <= 7; read++) {
      const iterator = inSlices(numbered(offsets), () => 3).read(0, 0);
      let index = 0;
      for (let i = 0; i < read; i++) index += (iterator.next() as Table).rows;
      const offset = iterator.offset?.();
      const again = numbered(offsets);
      const resumed = inSlices(again, () => 3).read(0, index, offset);
      if (offset !== undefined) expect(resumed.offset?.()).toEqual(offset);
      expect(rest(resumed).flat()).toEqual(rest(iterator).flat());
      if (offsets && read === 4) expect(again.tablesRead()).toBe(2);
    }
});

it('refuses the offset of another pipeline', () => {
  for (const offset of [3, null, { rows: -1, before: 0 }, { rows: 9, before: 0 }] satisfies SourceOffset[])
    expect(() => inSlices(numbered(true), () => 3).read(0, 4, offset)).toThrow(
      'an offset must be one of the same pipeline',
    );
});
