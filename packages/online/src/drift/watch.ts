import type { PureStep } from '../state/pure-step.ts';
import type { Alarm } from './alarm.ts';
import type { Detector } from './detector.ts';

/** The number of values, true while a warning lasts, and the state of the detector. */
export interface WatchState<S> {
  at: number;
  warned: boolean;
  detector: S;
}

/** Returns a step that passes items to a detector and returns an alarm, or undefined. {@link drift} is its operator. */
export function watch<S extends object, T>(
  { name, settings = null, initial, step }: Detector<S>,
  of: (item: T) => number,
): PureStep<WatchState<S>, T, Alarm<T> | undefined> {
  return {
    name: `drift(${name})`,
    settings,
    initial: () => ({ at: 0, warned: false, detector: initial() }),
    step: (state, item) => {
      const status = step(state.detector, of(item));
      const at = ++state.at;
      const silent = status === 'stable' || (status === 'warning' && state.warned);
      state.warned = status === 'warning';
      return silent ? undefined : { at, status, item };
    },
  };
}
