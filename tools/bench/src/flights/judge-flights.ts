import type { JudgedRow } from '../judge.ts';
import { epochMeasurements, medianOf } from './epoch-measurements.ts';

/** The name of the workload. */
export const FLIGHTS_EPOCH = 'an epoch of 3,000,000 rows of Parquet: shuffle, features, batches of 256, logistic model';

/** Times an epoch against the bare read of the same columns, and checks the goals for time and memory. */
export async function judgeFlights(): Promise<{ readonly met: boolean; readonly judged: readonly JudgedRow[] }> {
  const { ours, bare, peaks } = await epochMeasurements();
  const own = medianOf(ours);
  const other = medianOf(bare);
  const met = own <= 2.5 * other && peaks[1] - peaks[0] <= 100;
  const row = (peer: string, milliseconds: number): JudgedRow['row'] => ({
    workload: FLIGHTS_EPOCH,
    peer,
    medianMicroseconds: 1000 * milliseconds,
    ratio: milliseconds / own,
  });
  const goal = 'at most 2.5 times the bare read, and 100 MB above its peak';
  return {
    met,
    judged: [
      { row: row('readers + features + train', own), verdict: `${met ? '✓' : '✗'} ${goal}` },
      { row: row('hyparquet, bare read', other), verdict: '' },
    ],
  };
}
