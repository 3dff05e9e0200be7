import { isDeepStrictEqual } from 'node:util';
import { terminalColumns, type TextStream } from '@thalweg/programs/terminal-columns';
import { distinctUntilChanged, map, Observable, throttle, timer, type OperatorFunction } from 'rxjs';
import { clusterTable, leaderText } from './cluster-table.ts';
import { leaderOf, type ClusterState } from './cluster-state.ts';

/** The least milliseconds between two pictures in a terminal. */
const INTERVAL_MS = 200;

/** The rest after a picture, in the times that it took: drawing takes at most a twentieth of the time. */
const REST = 19;

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
      const picture = new Picture(stream);
      let took = 0;
      const rest = (): Observable<unknown> => timer(Math.max(INTERVAL_MS, REST * took));
      return state$.pipe(throttle(rest, { leading: true, trailing: true })).subscribe({
        next: state => {
          const began = performance.now();
          picture.draw(state);
          took = performance.now() - began;
          subscriber.next(state);
        },
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

/** A table in a terminal, which is drawn over the one before. */
class Picture {
  readonly #stream: TextStream;
  #lines: readonly string[] = [];

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  draw(state: ClusterState): void {
    const columns = terminalColumns(this.#stream);
    // The last line of the terminal is that of the cursor.
    const rows = (this.#stream.rows || Infinity) - 1;
    const text = clusterTable(state, { columns, rows });
    // Lines of a terminal that has become narrower are several lines there. A ^C may stand before the cursor.
    const height = this.#lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / columns)), 0);
    this.#stream.write(`${height === 0 ? '' : `\r\x1b[${height}A\x1b[0J`}${text}\n`);
    this.#lines = text.split('\n');
  }
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
