import { compare } from '../peers/compare.ts';
import type { Peer } from '../peers/peers.ts';
import { machineWith } from '../report.ts';
import type { MeasuredPlot, MeasuredPoint } from './measured-plots.ts';
import type { Plot } from './plots.ts';

/** Short turns, many of which other load on the machine leaves alone. */
const TURNS = { sliceMs: 60, turns: 5 };

/**
 * Times the workloads of a plot on the peers that support them, and reports each point. The time of a point is the least of
 * three rounds.
 */
export async function measurePlot(
  { name, points }: Plot,
  peers: readonly Peer[],
  report: (line: string) => void,
): Promise<MeasuredPlot> {
  const lines = new Map<string, MeasuredPoint[]>(peers.map(peer => [peer.name, []]));
  let blas: string | undefined;
  for (const { size, workload } of points) {
    const { times, missing, runsOn } = await compare(workload, peers, TURNS);
    for (const [peer, rounds] of times)
      lines.get(peer)!.push({ size, microseconds: Number(Math.min(...rounds).toPrecision(3)) });
    blas ??= runsOn[0];
    const found = [...times].map(([peer, rounds]) => `${peer} ${Math.min(...rounds).toPrecision(3)} µs`);
    report(`${name} ${size}: ${[...found, ...missing.map(({ peer, reason }) => `${peer}: ${reason}`)].join('; ')}`);
  }
  return {
    name,
    date: new Date().toISOString().slice(0, 10),
    machine: machineWith(blas),
    lines: [...lines].filter(([, measured]) => measured.length > 0).map(([peer, points]) => ({ peer, points })),
  };
}
