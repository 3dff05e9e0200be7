import { functionOf } from '@thalweg/tensor/engine';
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
  detector: Detector<S>,
  of: (item: T) => number,
): PureStep<WatchState<S>, T, Alarm<T> | undefined> {
  functionOf('a detector', 'its step', (detector as Partial<Detector<S>> | undefined)?.step);
  const { name, settings = null, initial, check, step } = detector;
  return {
    name: `drift(${name})`,
    settings,
    initial: () => ({ at: 0, warned: false, detector: initial() }),
    check: (state, is) => {
      is.counts({ at: state.at });
      check?.(state.detector, is);
    },
    step: (state, item) => {
      const status = step(state.detector, of(item));
      const at = ++state.at;
      const silent = status === 'stable' || (status === 'warning' && state.warned);
      state.warned = status === 'warning';
      return silent ? undefined : { at, status, item };
    },
  };
}
