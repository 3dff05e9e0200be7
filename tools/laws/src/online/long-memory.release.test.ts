import { describe, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf } from './online-row.ts';
import { everyRow } from './online-rows.ts';

/** Rows whose memory grows only slowly if it grows: what keeps windows, cases, keys, or buffers, and what learns. */
const LONG = /^(learn|rolling|boundedBuffer|drift|standardize|hashFeatures|joinLabels|perKey)/;

describe('a million items leave the heap where it was after 10⁴, with', () => {
  it.each(everyRow.filter(row => LONG.test(titleOf(row))).map(row => [titleOf(row), row] as const))('%s', (_, row) =>
    staysWhereItIs(row, heapMeasure, 990_000),
  );
});
