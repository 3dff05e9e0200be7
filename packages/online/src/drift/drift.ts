import { optionsOf } from '@thalweg/tensor/engine';
import { someOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import { withState, type Stateful } from '../state/stateful.ts';
import type { Alarm } from './alarm.ts';
import type { Detector } from './detector.ts';
import { watch } from './watch.ts';

/** Options of {@link drift}. */
export interface DriftOptions<T> {
  /** Returns the value of an item that is watched: an error, 0 or 1, or a loss. */
  readonly of: (item: T) => number;
}

/**
 * Watches a stream for changes: emits an alarm for each drift and at the beginning of each warning, and nothing while the
 * stream is stable.
 *
 * The state belongs to the operator, not to a subscription, and `snapshot({ name: operator })` keeps it.
 *
 * - **Stream errors** errors of the detector for invalid values, and errors of `of`; the state stays unchanged
 *
 * @example
 * outcomes$.pipe(drift(adwin({ direction: 'up' }), { of: ({ loss }) => Math.min(loss, 1) }))
 *   .subscribe(({ at, status }) => console.log(status, at));
 */
export function drift<S extends object>(detector: Detector<S>): Stateful<number, Alarm<number>>;
export function drift<S extends object, T>(detector: Detector<S>, options: DriftOptions<T>): Stateful<T, Alarm<T>>;
export function drift<S extends object, T>(detector: Detector<S>, options?: DriftOptions<T>): Stateful<T, Alarm<T>> {
  const { of } = optionsOf('drift', options, { of: item => item as number });
  const watching = watch(detector, of);
  const state = new KeptState(watching);
  return withState(
    state,
    someOnce(item => watching.step(state.now, item)),
  );
}
