import type { Missing, Row } from '../report.ts';
import { startPeer, type PeerProcess } from './peer-process.ts';
import type { Peer } from './peers.ts';
import type { PeerWorkload } from './workloads.ts';

const ROUNDS = 3;
/** How far from ours a peer's number may be, with other orders of sums. */
const TOLERANCE = 1e-3;

/** What came of a workload. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly missing: readonly Missing[];
  /** What peers said of the libraries that they run on. */
  readonly runsOn: readonly string[];
}

/** A peer that is ready, and what it took in each round. */
interface Runner {
  readonly peer: Peer;
  readonly process: PeerProcess;
  readonly times: number[];
}

/**
 * Times a workload on those peers that can do it: all are made ready, then each gets a slice in every round, so that what
 * else the machine does falls on all alike. A ratio is a peer's time to that of the first of ours: the worst of the
 * rounds, for others of ours the largest. A peer that cannot be had, fails, or computes something else is missing, with the reason.
 */
export async function compare(
  workload: PeerWorkload,
  peers: readonly Peer[],
  { sliceMs = 250 } = {},
): Promise<Comparison> {
  const missing: Missing[] = [];
  const runsOn: string[] = [];
  const runners: Runner[] = [];
  const leave = (peer: Peer, error: unknown): void => {
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
      leave(peer, error);
    }
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { peer, process, times } of runners)
      // One that failed lacks a time, and gets no other slice.
      if (times.length === round)
        try {
          times.push(await timed(process, sliceMs));
        } catch (error) {
          leave(peer, error);
        }
  for (const { process } of runners) process.close();
  const timedInAll = runners.filter(({ times }) => times.length === ROUNDS);
  return { rows: rowsOf(workload, timedInAll), missing, runsOn };
}

async function readied(
  process: PeerProcess,
  workload: PeerWorkload,
  ours: number | undefined,
): Promise<{ readonly check?: number; readonly runsOn?: string }> {
  const answer = await process.ask({ prepare: workload });
  if ('missing' in answer) throw new Error(answer.missing);
  if ('microseconds' in answer) throw new Error('it answers with a time before it was asked for one');
  const { check } = answer;
  if (check === undefined) return answer;
  // JSON has null for NaN.
  const same = Number.isFinite(check) && Math.abs(check - (ours ?? check)) <= TOLERANCE * Math.max(1, Math.abs(check));
  if (!same) throw new Error(`it computes something else: ${check} instead of ${ours ?? 'a number'}`);
  return answer;
}

async function timed(process: PeerProcess, sliceMs: number): Promise<number> {
  const answer = await process.ask({ measure: sliceMs });
  if ('missing' in answer) throw new Error(answer.missing);
  if (!('microseconds' in answer)) throw new Error('it answers without a time');
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
