import type { RunRecord } from '../runs/run-record.ts';

/** The horizontal axis of a chart of records. */
export type Along = 'step' | 'examples' | 'time';

/** All horizontal axes, in the order in which a chart offers them. */
export const ALONG: readonly Along[] = ['step', 'examples', 'time'];

/** A horizontal axis: its label, and the place of a record on it. */
export interface Axis {
  readonly name: Along;
  readonly label: string;
  readonly of: (record: RunRecord) => number | undefined;
}

const PLACES: Readonly<Record<Along, Axis['of']>> = {
  step: record => record.step,
  examples: record => record.examples ?? record.count,
  time: record => record.seconds,
};

/** The units of time by the shortest run, in seconds, that has them. */
const UNITS = [
  { from: 10_800, unit: 'hours', seconds: 3600 },
  { from: 180, unit: 'minutes', seconds: 60 },
  { from: 0, unit: 'seconds', seconds: 1 },
] as const;

/** Returns an axis for the records of runs; `undefined` if none of them has a place on it. */
export function axisOf(name: Along, runs: readonly (readonly RunRecord[])[]): Axis | undefined {
  const place = PLACES[name];
  const largest = Math.max(...runs.map(records => largestOf(records, place)));
  if (largest === -Infinity) return undefined;
  if (name !== 'time') return { name, label: name, of: place };
  const { unit, seconds } = UNITS.find(({ from }) => largest >= from) ?? UNITS[2];
  const of = (record: RunRecord): number | undefined => {
    const value = place(record);
    return value === undefined ? undefined : value / seconds;
  };
  return { name, label: `time in ${unit}`, of };
}

function largestOf(records: readonly RunRecord[], place: Axis['of']): number {
  let largest = -Infinity;
  for (const record of records) {
    const value = place(record);
    if (value !== undefined && value > largest && value < Infinity) largest = value;
  }
  return largest;
}
