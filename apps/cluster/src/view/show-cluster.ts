import { isDeepStrictEqual } from 'node:util';
import { fittedTable } from '@thalweg/programs/fitted-table';
import { terminalColumns, type TextStream } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { distinctUntilChanged, map, Observable, type OperatorFunction, throttle, timer } from 'rxjs';
import type { LeaderStatus, WorkerStatus } from '../status/status.ts';
import { type ClusterState, leaderOf } from './cluster-state.ts';

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

/** The room for a table. */
interface Room {
  /** The columns that a line may have; as many as it likes by default. */
  readonly columns?: number;
  /** The lines that there may be; as many as it likes by default. */
  readonly rows?: number;
}

/** The columns, as wide as a usual run makes them, so that the table keeps its width while it is drawn. */
const NAMES = ['process', 'state    ', 'round', ' step', '  loss', 'samples/s', 'bytes/sample', 'died'];

/** The columns that a narrow terminal leaves out, the first one first. */
const DISPENSABLE = ['bytes/sample', 'samples/s', 'step', 'died', 'loss'];

/**
 * Formats what is known about a cluster: a line for each process, and the figures of the leader. In a narrow terminal the table
 * has fewer columns, in a low one fewer workers.
 */
export function clusterTable(state: ClusterState, { columns = Infinity, rows = Infinity }: Room = {}): string {
  const leader = leaderOf(state);
  const died = (name: string): string => String(state.deaths[name] ?? 0);
  const processes = [
    ...Object.values(state.leaders).map(one => [...leaderCells(one), died(one.name)]),
    ...byName(state.workers).map(one => [...workerCells(one), died(one.name)]),
  ];
  const figures = leader === undefined ? [] : [wrappedText(leaderText(leader), { columns })];
  const linesOf = (some: readonly (readonly string[])[]): string[] =>
    [tableOf(some, columns), ...figures].join('\n').split('\n');
  const all = linesOf(processes);
  const tooMany = all.length - rows;
  if (tooMany <= 0) return all.join('\n');
  // One more makes room for the line that counts them.
  const shown = Math.max(0, processes.length - tooMany - 1);
  const others = [`${processes.length - shown} more`, ...NAMES.slice(1).map(() => '')];
  return linesOf([...processes.slice(0, shown), others]).slice(0, rows).join('\n');
} // prettier-ignore

/** The table with as many columns as there is room for. */
function tableOf(cells: readonly (readonly string[])[], columns: number, without = 0): string {
  const kept = NAMES.flatMap((name, i) => (DISPENSABLE.slice(0, without).includes(name.trim()) ? [] : [i]));
  const of = (row: readonly string[]): string[] => kept.map(i => row[i]!);
  const align = kept.map(i => (i < 2 ? 'left' : 'right'));
  const narrow = (): string =>
    without < DISPENSABLE.length ? tableOf(cells, columns, without + 1) : cells.map(([name]) => name!.slice(0, columns)).join('\n');
  return fittedTable({ head: of(NAMES), rows: cells.map(of), align, narrow }, columns);
} // prettier-ignore

/** Formats the figures of a leader. */
function leaderText({ epoch, deltas, quality }: LeaderStatus): string {
  const counts = Object.entries(deltas).filter(([, count]) => count > 0);
  return [
    `epoch ${epoch}`,
    `deltas: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'none'}`,
    ...(quality === undefined ? [] : [`${quality.name} ${quality.value.toFixed(4)} after round ${quality.round}`]),
  ].join(' · ');
}

/** Workers in the order of their names, w2 before w10. */
function byName(workers: ClusterState['workers']): readonly WorkerStatus[] {
  return Object.values(workers).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function leaderCells({ name, state, round, rounds }: LeaderStatus): string[] {
  return [name, state, `${round}/${rounds}`, '', '', '', ''];
}

function workerCells({ name, state, round, step, loss, samplesPerSecond, bytesPerSample }: WorkerStatus): string[] {
  const [speed, bytes] = [samplesPerSecond, bytesPerSample].map(
    figure => figure && Math.round(figure).toLocaleString('en-US'),
  );
  return [name, state, String(round), String(step), loss?.toFixed(4) ?? '', speed || '', bytes || ''];
}
