import { isDeepStrictEqual } from 'node:util';
import { distinctUntilChanged, map, Observable, throttleTime, type OperatorFunction } from 'rxjs';
import { clusterTable, leaderText } from './cluster-table.ts';
import { leaderOf, type ClusterState } from './cluster-state.ts';

/** The milliseconds between two pictures in a terminal. */
const INTERVAL_MS = 200;

/** A stream to write to, which may be a terminal. */
export interface TextStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
}

/**
 * Shows the states of a cluster, and passes them on: in a terminal a table that is drawn over the one before, elsewhere a
 * line for each measurement.
 */
export function showCluster(stream: TextStream): OperatorFunction<ClusterState, ClusterState> {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb' ? inTerminal(stream) : inLines(stream);
}

function inTerminal(stream: TextStream): OperatorFunction<ClusterState, ClusterState> {
  return state$ =>
    new Observable(subscriber => {
      let height = 0;
      const draw = (state: ClusterState): void => {
        const text = clusterTable(state);
        // Up to the first line of the last picture, and clear from there.
        stream.write(`${height === 0 ? '' : `\x1b[${height}A\x1b[0J`}${text}\n`);
        height = text.split('\n').length;
      };
      const throttled = throttleTime<ClusterState>(INTERVAL_MS, undefined, { leading: true, trailing: true });
      return state$.pipe(throttled).subscribe({
        next: state => {
          draw(state);
          subscriber.next(state);
        },
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

function inLines(stream: TextStream): OperatorFunction<ClusterState, ClusterState> {
  return state$ =>
    state$.pipe(
      distinctUntilChanged((a, b) => isDeepStrictEqual(told(a), told(b))),
      map(state => {
        const leader = leaderOf(state);
        if (leader?.quality !== undefined)
          stream.write(`round ${leader.round}/${leader.rounds} · ${leaderText(leader)}\n`);
        return state;
      }),
    );
}

/** What a line without a terminal tells. */
function told(state: ClusterState): unknown {
  const leader = leaderOf(state);
  return [leader?.name, leader?.epoch, leader?.quality];
}
