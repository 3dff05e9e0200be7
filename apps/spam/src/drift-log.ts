import { KeptState, withState, type Alarm } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';

/** The number of drifts that are remembered. */
const REMEMBERED = 20;

/** An operator that passes alarms on and records the drifts among them. */
export interface DriftLog extends MonoTypeOperatorFunction<Alarm<unknown>>, Savable {
  /** Returns the number of mails learned before each drift. */
  drifts(): readonly number[];
}

/** Returns an operator that records the mails at which errors drifted. */
export function driftLog(): DriftLog {
  const state = new KeptState({ name: 'driftLog', initial: () => ({ at: [] as number[] }) });
  const remember = ({ at, status }: Alarm<unknown>): void => {
    if (status === 'drift') state.now.at = [...state.now.at, at].slice(-REMEMBERED);
  };
  return Object.assign(withState(state, tap(remember)), { drifts: () => state.now.at });
}
