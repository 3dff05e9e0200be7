import { measure } from './measure.ts';
import type { Row } from './report.ts';
import type { Workload } from './workload.ts';

/** A row with the verdict on its goal. */
export interface JudgedRow {
  readonly row: Row;
  readonly verdict: string;
}

/** Times a workload in this process, and checks its goal. */
export function judge({ name, peers, goal }: Workload): {
  readonly met: boolean;
  readonly judged: readonly JudgedRow[];
} {
  const medians = [...measure(peers)];
  const own = medians[0]![1];
  const met = goal.met(own, medians[1]?.[1] ?? Infinity);
  const judged = medians.map(([peer, medianMicroseconds], index) => ({
    row: { workload: name, peer, medianMicroseconds, ratio: medianMicroseconds / own },
    verdict: index === 0 ? `${met ? '✓' : '✗'} ${goal.text}` : '',
  }));
  return { met, judged };
}
