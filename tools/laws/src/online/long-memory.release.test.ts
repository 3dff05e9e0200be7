import { describe, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf } from './laws/online-row.ts';
import { everyRow } from './online-rows.ts';

/** Rows of which an item takes more than a tenth of a millisecond: they get fewer items. */
const SLOW = /^(rolling|learn a |learn matrixFactorization|learnRows)/;

/** Rows whose memory grows only slowly if it grows: what keeps windows, cases, keys, or buffers, and what learns. */
const LONG = /^(learn|rolling|boundedBuffer|drift|standardize|hashFeatures|joinLabels|perKey)/;

describe('a million items, or a quarter of that, leave the heap where it was after 10⁴, with', () => {
  it.each(everyRow.filter(row => LONG.test(titleOf(row))).map(row => [titleOf(row), row] as const))('%s', (_, row) =>
    staysWhereItIs(row, heapMeasure, SLOW.test(titleOf(row)) ? 240_000 : 990_000),
  );
});
