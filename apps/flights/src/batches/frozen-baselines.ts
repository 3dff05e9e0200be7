import { lateness, type Flights } from '../data/flights.ts';
import { PRIOR } from '../stream/baselines.ts';
import type { TimeSplit } from './time-split.ts';

/** Returns what the two baselines predict of the test rows when they have counted the training rows, and nothing later. */
export function frozenBaselines({ airports, origin, hour, delay }: Flights, { training, test }: TimeSplit) {
  const late = new Float64Array(airports.length * 24);
  const seen = new Float64Array(airports.length * 24);
  const cell = (row: number): number => origin[row]! * 24 + hour[row]!;
  let [allLate, all] = [1, PRIOR];
  for (const row of training) {
    late[cell(row)]! += lateness(delay[row]!);
    seen[cell(row)]!++;
    allLate += lateness(delay[row]!);
    all++;
  }
  const baseRate = allLate / all;
  return {
    baseRate: new Float64Array(test.length).fill(baseRate),
    table: Float64Array.from(test, row => (late[cell(row)]! + PRIOR * baseRate) / (seen[cell(row)]! + PRIOR)),
  };
}
