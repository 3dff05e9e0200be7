import { compare, type CompareOptions } from './compare.ts';
import type { Goal } from './goals.ts';
import type { Peer } from './peers.ts';

/** A goal with the ratios that were measured. */
export interface CheckedGoal extends Goal {
  /** The peer’s time divided by ours in each round; empty if one of both did not run. */
  readonly ratios: readonly number[];
  /** The median times, in microseconds. */
  readonly times: { readonly ours: number; readonly peer: number };
  /** Why there are no ratios. */
  readonly missing: string | undefined;
}

/** Times the workload of some goals, which they share, in three rounds on their runners and peers. */
export async function checkGoals(
  goals: readonly Goal[],
  peers: readonly Peer[],
  options?: CompareOptions,
): Promise<CheckedGoal[]> {
  const named = new Set(goals.flatMap(({ ours, peer }) => [ours, peer]));
  const { times, missing } = await compare(
    goals[0]!.workload,
    peers.filter(({ name }) => named.has(name)),
    options,
  );
  return goals.map(goal => {
    const [ours, theirs] = [times.get(goal.ours) ?? [], times.get(goal.peer) ?? []];
    const reason = missing.find(({ peer }) => peer === goal.ours || peer === goal.peer);
    const ran = ours.length > 0 && theirs.length > 0;
    return {
      ...goal,
      ratios: ran ? theirs.map((time, round) => time / ours[round]!) : [],
      times: { ours: median(ours), peer: median(theirs) },
      missing: ran ? undefined : reason && `${reason.peer}: ${reason.reason}`,
    };
  });
}

/** Returns true if a goal was met in each round. */
export function isMet({ ratios, least }: CheckedGoal): boolean {
  return ratios.length > 0 && ratios.every(ratio => ratio >= least);
}

export const GOALS_HEAD =
  '| work | ours | peer | ours, µs | peer, µs | worst ratio | goal |\n|---|---|---|---:|---:|---:|---|';

/** Formats a checked goal as a line of the table. */
export function goalLineOf(goal: CheckedGoal): string {
  const { workload, ours, peer, ratios, times, least, missing } = goal;
  const verdict =
    ratios.length === 0 ? `missing: ${(missing ?? 'not run').replaceAll('|', '/')}` : isMet(goal) ? 'met' : 'missed';
  const cells = [
    ...[workload.name, ours, peer, times.ours.toPrecision(4), times.peer.toPrecision(4)],
    ...[ratios.length === 0 ? '–' : Math.min(...ratios).toPrecision(3), `at least ${least}: ${verdict}`],
  ];
  return `| ${cells.join(' | ')} |`;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}
