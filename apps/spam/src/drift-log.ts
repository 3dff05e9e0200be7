import { KeptState, withState, type Alarm } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';

/** The last so many are remembered. */
const REMEMBERED = 20;

/** An operator that passes alarms on and remembers the drifts among them. */
export interface DriftLog extends MonoTypeOperatorFunction<Alarm<unknown>>, Savable {
  /** How many mails had been learned at each. */
  drifts(): readonly number[];
}

/** Remembers at which mails errors drifted. */
export function driftLog(): DriftLog {
  const state = new KeptState({ name: 'driftLog', initial: () => ({ at: [] as number[] }) });
  const remember = ({ at, status }: Alarm<unknown>): void => {
    if (status === 'drift') state.now.at = [...state.now.at, at].slice(-REMEMBERED);
  };
  return Object.assign(withState(state, tap(remember)), { drifts: () => state.now.at });
}
