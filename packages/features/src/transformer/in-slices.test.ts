import { type Place, type Reading, type Table, type TableReader } from '@thalweg/data';
import { expect, it } from 'vitest';
import { inSlices } from './apply.ts';

const SIZES = [5, 1, 7, 2];

/** Tables of numbered rows, each with a place after it. */
function numbered(places: boolean): TableReader & { readonly tablesRead: () => number } {
  let tablesRead = 0;
  return {
    tablesRead: () => tablesRead,
    read(_, index, place) {
      let at = place === undefined ? 0 : (place as number);
      const before = SIZES.slice(0, at).reduce((sum, size) => sum + size, 0);
      if (place !== undefined && before !== index) throw new Error(`a place after ${before} rows, not ${index}`);
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
      return places ? { next, place: () => at } : { next };
    },
  };
}

function rest(reading: Reading<Table>): number[][] {
  const found: number[][] = [];
  for (
    let table = reading.next() as Table | undefined;
    table !== undefined;
    table = reading.next() as Table | undefined
  )
    found.push([...(table.columns['row']!.data as Float64Array)]);
  return found;
}

it('cuts tables into slices', () => {
  const slices = rest(inSlices(numbered(true), () => 3).read(0, 0));
  expect(slices).toEqual([[0, 1, 2], [3, 4], [5], [6, 7, 8], [9, 10, 11], [12], [13, 14]]);
});

it('goes on after any slice, at a place or at a row', () => {
  for (const places of [true, false])
    for (let read = 0; read <= 7; read++) {
      const reading = inSlices(numbered(places), () => 3).read(0, 0);
      let index = 0;
      for (let i = 0; i < read; i++) index += (reading.next() as Table).rows;
      const place = reading.place?.();
      const again = numbered(places);
      const resumed = inSlices(again, () => 3).read(0, index, place);
      if (place !== undefined) expect(resumed.place?.()).toEqual(place);
      expect(rest(resumed).flat()).toEqual(rest(reading).flat());
      if (places && read === 4) expect(again.tablesRead()).toBe(2);
    }
});

it('refuses the place of another pipeline', () => {
  for (const place of [3, null, { rows: -1, before: 0 }, { rows: 9, before: 0 }] satisfies Place[])
    expect(() => inSlices(numbered(true), () => 3).read(0, 4, place)).toThrow(
      'a place must be one of the same pipeline',
    );
});
