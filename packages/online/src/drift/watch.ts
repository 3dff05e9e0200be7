import type { PureStep } from '../state/pure-step.ts';
import type { Alarm } from './alarm.ts';
import type { Detector } from './detector.ts';

/** How many values came, whether a warning was told and stands, and the state of the detector. */
export interface WatchState<S> {
  at: number;
  warned: boolean;
  detector: S;
}

/** A step that takes items to a detector and gives an alarm, or nothing. {@link drift} is the operator of it. */
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
