import { joinLabels } from '@thalweg/online';
import { snapshot } from '@thalweg/train';
import { map, NEVER, range } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const COUNTRIES = ['de', 'fr', 'us'];
const record = (i: number) => ({
  id: `pay-${i}`,
  amount: i / 3,
  country: COUNTRIES[i % 3],
  known: i % 2 === 0,
  x: Float32Array.of(i, i + 1),
});

/** A snapshot of records that wait for their labels. */
export const waitingRecords: RatioRow = {
  name: 'events: a snapshot of 200,000 records that wait for labels',
  ours: 'snapshot of joinLabels',
  reference: 'structuredClone of the records',
  bar: 0.1,
  turns: 5,
  prepare(size) {
    const capacity = bySize(size, 200_000, 2000);
    const join = joinLabels<object, object>(NEVER, { key: 'id' as never, within: Infinity, capacity });
    range(0, capacity).pipe(map(record), join).subscribe();
    const records = Array.from({ length: capacity }, (_, i) => record(i));
    return { ours: once(() => void snapshot({ join })), reference: once(() => void structuredClone(records)) };
  },
};
