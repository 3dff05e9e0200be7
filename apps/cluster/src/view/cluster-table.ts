import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import type { LeaderStatus, WorkerStatus } from '../status/status.ts';
import { leaderOf, type ClusterState } from './cluster-state.ts';

/** The room for a table. */
export interface Room {
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
export function leaderText({ epoch, deltas, quality }: LeaderStatus): string {
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
