import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { Savable } from '@thalweg/train';
import type { Alarm } from '../drift/alarm.ts';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch } from '../drift/watch.ts';
import { KeptState } from '../state/kept-state.ts';
import { withState } from '../state/stateful.ts';

/** Options of {@link onDrift}. */
export interface OnDriftOptions<T> extends DriftOptions<T> {
  /** Called for each drift, and where a warning begins, before the item is passed on. What it writes waits for its turn. */
  readonly react: (alarm: Alarm<T>) => void;
}

/** An operator that passes items on and has a state to keep. */
export interface Reaction<T> extends MonoTypeOperatorFunction<T>, Savable {}

/**
 * Passes a stream on, watches it, and calls back where it changed.
 *
 * - **Stream errors** what the detector throws for a value that it does not take, and what `of` and `react` throw; the detector
 *   has taken the value in when `react` is called
 *
 * @example
 * outcomes$.pipe(onDrift(adwin(), { of: ({ loss }) => Math.min(loss, 1), react: ({ at }) => console.log('changed at', at) }))
 */
export function onDrift<S extends object, T>(detector: Detector<S>, { of, react }: OnDriftOptions<T>): Reaction<T> {
  const watching = watch(detector, of);
  const state = new KeptState(watching);
  const look = (item: T): void => {
    const alarm = watching.step(state.now, item);
    if (alarm !== undefined) react(alarm);
  };
  return withState(state, source => source.pipe(tap(look)));
}
