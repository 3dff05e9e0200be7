import type { Missing, Row } from '../timing/report.ts';
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

/** How long peers are timed. */
export interface CompareOptions {
  /** The length of a turn; 250 ms by default. */
  readonly sliceMs?: number;
  /** The turns of a peer in a round, of which the median counts; 1 by default. Many short ones suit a busy machine. */
  readonly turns?: number;
}

/** A peer that is ready, its times in the turns of a round, and its time in each round. */
interface Runner {
  readonly peer: Peer;
  readonly process: PeerProcess;
  readonly turns: number[];
  readonly times: number[];
}

/**
 * Times a workload on the peers that support it. Peers take turns in each round, so that other load on the machine
 * affects all alike. A ratio is a peer’s time divided by that of our first runner, in the round that is least favourable
 * for us. A peer that cannot be installed, fails, or computes another result is reported as missing, with the reason.
 */
export async function compare(
  workload: PeerWorkload,
  peers: readonly Peer[],
  { sliceMs = 250, turns = 1 }: CompareOptions = {},
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
      runners.push({ peer, process, turns: [], times: [] });
    } catch (error) {
      process?.close();
      reportMissing(peer, error);
    }
  }
  for (let turn = 0; turn < ROUNDS * turns; turn++)
    for (const runner of runners)
      // A peer that failed lacks a time and gets no more turns.
      if (runner.turns.length === turn)
        try {
          runner.turns.push(await timed(runner.process, sliceMs));
          if ((turn + 1) % turns === 0) runner.times.push(median(runner.turns.slice(-turns)));
        } catch (error) {
          reportMissing(runner.peer, error);
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
      microseconds: median(times),
      ratio: ours === undefined ? null : worst(...times.map((time, round) => time / ours[round]!)),
    };
  });
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}
