import { clickLearner, clicks } from '@thalweg/laws/clicks';
import type { RatioRow, Size, Turn } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

/** An event costs about the same however many keys have a carry; rows of so many keys are not in the nearest cache. */
export const keyedEvents: RatioRow = {
  name: 'events: a recurrent cell with traces, a carry for each of 10,000 keys',
  ours: '10,000 keys',
  reference: '10 keys',
  bar: 2,
  turns: 5,
  prepare: size => ({ ours: learning(size, 10_000), reference: learning(size, 10) }),
};

/** Learns clicks of so many users, with room for the carries of all. */
function learning(size: Size, users: number): Turn {
  const { next } = clickLearner(true, users);
  const ready = clicks(bySize(size, 20_000, 200), users);
  return once(() => {
    for (const click of ready) next(click);
  });
}
