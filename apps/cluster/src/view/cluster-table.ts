import Table from 'cli-table3';
import type { LeaderStatus, WorkerStatus } from '../status/status.ts';
import { leaderOf, type ClusterState } from './cluster-state.ts';

/** Formats what is known about a cluster: a line for each process, and the figures of the leader. */
export function clusterTable(state: ClusterState): string {
  const leader = leaderOf(state);
  const table = new Table({
    head: ['process', 'state', 'round', 'step', 'loss', 'samples/s', 'bytes/sample', 'died'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const died = (name: string): string => String(state.deaths[name] ?? 0);
  for (const one of Object.values(state.leaders))
    table.push([one.name, one.state, `${one.round}/${one.rounds}`, '', '', '', '', died(one.name)]);
  for (const one of byName(state.workers)) table.push([...workerCells(one), died(one.name)]);
  return [table.toString(), ...(leader === undefined ? [] : [leaderText(leader)])].join('\n');
}

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

function workerCells({ name, state, round, step, loss, samplesPerSecond, bytesPerSample }: WorkerStatus): string[] {
  const [speed, bytes] = [samplesPerSecond, bytesPerSample].map(
    figure => figure && Math.round(figure).toLocaleString('en-US'),
  );
  return [name, state, String(round), String(step), loss?.toFixed(4) ?? '', speed || '', bytes || ''];
}
