import type { LeaderStatus, Quality, Status, WorkerStatus } from '../status/status.ts';

/** The state of the processes of a cluster, as far as it is known. Nobody changes it. */
export interface ClusterState {
  readonly leaders: Readonly<Record<string, LeaderStatus>>;
  readonly workers: Readonly<Record<string, WorkerStatus>>;
  /** The measurements on the test records, in their order. */
  readonly course: readonly Quality[];
  /** How often each process of this machine has died. */
  readonly deaths: Readonly<Record<string, number>>;
  /** True when all processes of this machine have ended. */
  readonly gone: boolean;
}

export const emptyState: ClusterState = { leaders: {}, workers: {}, course: [], deaths: {}, gone: false };

/** Returns the state after a process told its status. */
export function withStatus(state: ClusterState, status: Status): ClusterState {
  if (status.role === 'worker') return { ...state, workers: { ...state.workers, [status.name]: status } };
  const { name, quality } = status;
  const isNew = quality !== undefined && quality.round !== state.course.at(-1)?.round;
  const course = isNew ? [...state.course, quality] : state.course;
  return { ...state, course, leaders: { ...state.leaders, [name]: status } };
}

/** Returns the state after a process of this machine died. */
export function withDeath(state: ClusterState, name: string): ClusterState {
  return { ...state, deaths: { ...state.deaths, [name]: (state.deaths[name] ?? 0) + 1 } };
}

/** Returns the state after all processes of this machine have ended. */
export function withoutProcesses(state: ClusterState): ClusterState {
  return { ...state, gone: true };
}

/** Returns the leader of the largest epoch that leads or has ended; another one if there is none. */
export function leaderOf({ leaders }: ClusterState): LeaderStatus | undefined {
  const rank = ({ state, epoch }: LeaderStatus): number => (state === 'leading' || state === 'ended' ? epoch : -1);
  return Object.values(leaders).sort((a, b) => rank(b) - rank(a))[0];
}
