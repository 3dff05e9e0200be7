import { describe, it } from 'vitest';
import { heapMeasure } from './laws/heap-measure.ts';
import { staysWhereItIs } from './laws/memory.ts';
import { titleOf } from './online-row.ts';
import { everyRow } from './online-rows.ts';

describe('10⁵ items after 10⁴ others leave the heap where it was, with', () => {
  it.each(everyRow.map(row => [titleOf(row), row] as const))('%s', (_, row) =>
    staysWhereItIs(row, heapMeasure, 100_000),
  );
});
