import type { RunSettings } from '../tasks/settings.ts';
import type { Quality } from '../status/status.ts';
import { leaderOf, type ClusterState } from './cluster-state.ts';

/** The result of a run. */
export interface Result {
  readonly task: string;
  readonly workers: number;
  readonly every: number;
  /** The number of rounds that have closed, and of those to come. */
  readonly rounds: number;
  readonly left: number;
  /** The last measurement on the test records. */
  readonly quality: Quality | undefined;
  /** All of them. */
  readonly course: readonly Quality[];
  /** The bytes in the log of a worker for each of its training records. */
  readonly bytesPerSample: number | undefined;
  /** The number of deltas by outcome. */
  readonly deltas: Readonly<Record<string, number>>;
  /** How often processes died. */
  readonly deaths: number;
  /** The seconds from the start of the first process to the end of the last one. */
  readonly seconds: number;
  /** True if the run had finished before, and no process was started. */
  readonly already: boolean;
}

/** Returns the result of a run that has ended. */
export function resultOf(
  state: ClusterState,
  { task, workers, every }: RunSettings,
  time: Pick<Result, 'seconds' | 'already'>,
): Result {
  const leader = leaderOf(state);
  const bytes = Object.values(state.workers).map(({ bytesPerSample }) => bytesPerSample ?? NaN);
  const mean = bytes.reduce((sum, one) => sum + one, 0) / bytes.length;
  const rounds = leader?.round ?? 0;
  return {
    task,
    workers,
    every,
    rounds,
    left: (leader?.rounds ?? 0) - rounds,
    quality: leader?.quality,
    course: state.course,
    bytesPerSample: Number.isNaN(mean) ? undefined : mean,
    deltas: leader?.deltas ?? {},
    deaths: Object.values(state.deaths).reduce((sum, one) => sum + one, 0),
    ...time,
  };
}

/** Formats the result for people. */
export function resultLine(result: Result): string {
  const { quality, bytesPerSample, deaths } = result;
  const parts = [
    endOf(result),
    ...(quality === undefined ? [] : [`${quality.name} ${quality.value.toFixed(4)}`]),
    ...(bytesPerSample === undefined ? [] : [`${bytesPerSample.toFixed(1)} bytes a sample`]),
    ...(deaths === 0 ? [] : [deaths === 1 ? '1 death of a process' : `${deaths} deaths of processes`]),
  ];
  return `${parts.join(', ')}.`;
}

function endOf({ rounds: count, left, seconds, already }: Result): string {
  const rounds = count === 1 ? '1 round' : `${count} rounds`;
  if (already) return `Already finished: ${rounds}`;
  return left === 0 ? `${rounds} in ${seconds.toFixed(1)} s` : `Stopped after ${rounds}, ${left} before the end`;
}
