import type { Missing, Row } from '../report.ts';
import { startPeer, type PeerProcess } from './peer-process.ts';
import type { Peer } from './peers.ts';
import type { PeerWorkload } from './workloads.ts';

const ROUNDS = 3;
/** The tolerated difference from our result, since peers sum in other orders. */
const TOLERANCE = 1e-3;

/** The results of a workload. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly missing: readonly Missing[];
  /** The time of each peer in each round, in microseconds. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** The libraries that the peers report to run on. */
  readonly runsOn: readonly string[];
}

/** A peer that is ready, and its time in each round. */
interface Runner {
  readonly peer: Peer;
  readonly process: PeerProcess;
  readonly times: number[];
}

/**
 * Times a workload on the peers that support it. Each peer gets one slice per round, so that other load on the machine
 * affects all alike. A ratio is a peer’s time divided by that of our first runner, in the round that is least favourable
 * for us. A peer that cannot be installed, fails, or computes another result is reported as missing, with the reason.
 */
export async function compare(
  workload: PeerWorkload,
  peers: readonly Peer[],
  { sliceMs = 250 } = {},
): Promise<Comparison> {
  const missing: Missing[] = [];
  const runsOn: string[] = [];
  const runners: Runner[] = [];
  const reportMissing = (peer: Peer, error: unknown): void => {
    missing.push({ workload: workload.name, peer: peer.name, reason: (error as Error).message });
  };
  let ours: number | undefined;
  for (const peer of peers) {
    if (!peer.kinds.includes(workload.kind)) continue;
    let process: PeerProcess | undefined;
    try {
      peer.install?.();
      process = startPeer(peer.command);
      const ready = await readied(process, workload, ours);
      if (peer.ours === true) ours ??= ready.check;
      if (ready.runsOn !== undefined) runsOn.push(ready.runsOn);
      runners.push({ peer, process, times: [] });
    } catch (error) {
      process?.close();
      reportMissing(peer, error);
    }
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { peer, process, times } of runners)
      // A peer that failed lacks a time and gets no more slices.
      if (times.length === round)
        try {
          times.push(await timed(process, sliceMs));
        } catch (error) {
          reportMissing(peer, error);
        }
  for (const { process } of runners) process.close();
  const timedInAll = runners.filter(({ times }) => times.length === ROUNDS);
  const times = new Map(timedInAll.map(({ peer, times }) => [peer.name, times]));
  return { rows: rowsOf(workload, timedInAll), missing, times, runsOn };
}

async function readied(
  process: PeerProcess,
  workload: PeerWorkload,
  ours: number | undefined,
): Promise<{ readonly check?: number; readonly runsOn?: string }> {
  const answer = await process.ask({ prepare: workload });
  if ('missing' in answer) throw new Error(answer.missing);
  if ('microseconds' in answer) throw new Error('it answered with a time before it was asked for one');
  const { check } = answer;
  if (check === undefined) return answer;
  // JSON encodes NaN as null.
  const same = Number.isFinite(check) && Math.abs(check - (ours ?? check)) <= TOLERANCE * Math.max(1, Math.abs(check));
  if (!same) throw new Error(`it computes another result: ${check} instead of ${ours ?? 'a number'}`);
  return answer;
}

async function timed(process: PeerProcess, sliceMs: number): Promise<number> {
  const answer = await process.ask({ measure: sliceMs });
  if ('missing' in answer) throw new Error(answer.missing);
  if (!('microseconds' in answer)) throw new Error('it answered without a time');
  return answer.microseconds;
}

function rowsOf(workload: PeerWorkload, runners: readonly Runner[]): Row[] {
  const ours = runners.find(({ peer }) => peer.ours)?.times;
  return runners.map(({ peer, times }) => {
    const worst = peer.ours === true ? Math.max : Math.min;
    return {
      workload: workload.name,
      peer: peer.name,
      medianMicroseconds: [...times].sort((a, b) => a - b)[ROUNDS >> 1]!,
      ratio: ours === undefined ? null : worst(...times.map((time, round) => time / ours[round]!)),
    };
  });
}
