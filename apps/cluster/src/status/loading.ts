import type { ClusterSettings } from '../settings.ts';
import { roundsOf } from './rounds-of.ts';
import type { LeaderStatus, WorkerStatus } from './status.ts';

/** Returns the status of a leader that has not begun. */
export function loadingLeader(name: string, { steps, every }: Pick<ClusterSettings, 'steps' | 'every'>): LeaderStatus {
  return { role: 'leader', name, state: 'loading', epoch: 0, round: 0, rounds: roundsOf({ steps, every }), deltas: {} };
}

/** Returns the status of a worker that has not begun. */
export function loadingWorker(name: string): WorkerStatus {
  return { role: 'worker', name, state: 'loading', round: 0, step: 0 };
}
