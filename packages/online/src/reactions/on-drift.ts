import { optionsOf } from '@thalweg/tensor/engine';
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Savable } from '@thalweg/train';
import type { Alarm } from '../drift/alarm.ts';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch } from '../drift/watch.ts';
import { eachOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import { withState } from '../state/stateful.ts';

/** Options of {@link onDrift}. */
export interface OnDriftOptions<T> extends DriftOptions<T> {
  /** Called for each drift and at the beginning of each warning, before the item is passed on. Its writes wait for their turn. */
  readonly react: (alarm: Alarm<T>) => void;
}

/** An operator that passes items on; a snapshot keeps its state. */
export interface Reaction<T> extends MonoTypeOperatorFunction<T>, Savable {}

/**
 * Passes a stream on, watches it, and calls `react` when it changes.
 *
 * - **Stream errors** errors of the detector for invalid values, and errors of `of` and `react`; the detector has
 *   counted the value when `react` is called
 *
 * @example
 * outcomes$.pipe(onDrift(adwin(), { of: ({ loss }) => Math.min(loss, 1), react: ({ at }) => console.log('changed at', at) }))
 */
export function onDrift<S extends object, T>(detector: Detector<S>, options: OnDriftOptions<T>): Reaction<T> {
  const { of, react } = optionsOf('onDrift', options, { of: undefined, react: undefined });
  const watching = watch(detector, of);
  const state = new KeptState(watching);
  const look = (item: T): T => {
    const alarm = watching.step(state.now, item);
    if (alarm !== undefined) react(alarm);
    return item;
  };
  return withState(state, eachOnce(look));
}
