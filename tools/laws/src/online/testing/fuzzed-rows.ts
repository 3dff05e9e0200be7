import { fromIterable } from '@thalweg/data';
import { paced } from '@thalweg/online';
import { take } from 'rxjs';
import { titleOf, type OnlineRow } from '../laws/online-row.ts';
import { everyRow } from '../online-rows.ts';
import type { FuzzedRow } from './fuzz-states.ts';

/** Rows that pass on what their states hold, and what that is. */
const carried: Readonly<Record<string, string>> = {
  'stateful of a step with all kinds of states': 'the state of a custom step, which has no check',
  'boundedBuffer dropOldest': 'items',
  'boundedBuffer dropNewest': 'items',
  'boundedBuffer sample': 'items',
  predictFirst: 'parameters',
};

/** A source, of which a subscription reads some records, whatever is pushed. */
const pacedRow: OnlineRow<number> = {
  name: 'paced',
  make: () => {
    const source = paced(fromIterable(Array.from({ length: 100 }, (_, i) => i)), { sliceMs: Infinity });
    return { operator: () => source.pipe(take(20)), parts: { source } };
  },
  item: number => number,
  bound: 500,
};

/** Every operator and source with a state, in every row. */
export const fuzzedRows: readonly FuzzedRow<never>[] = [...everyRow, pacedRow as unknown as OnlineRow<never>]
  .filter(({ make }) => make().parts !== undefined)
  .map(row => ({ ...row, carries: carried[titleOf(row)] }));
