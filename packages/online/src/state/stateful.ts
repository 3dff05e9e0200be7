import type { Savable } from '@thalweg/train';
import type { Observable } from 'rxjs';
import { eachOnce } from './each-once.ts';
import { KeptState } from './kept-state.ts';
import type { PureStep } from './pure-step.ts';

/** An operator whose state can be saved and restored. */
export interface Stateful<I, O> extends Savable {
  (source: Observable<I>): Observable<O>;
}

/**
 * Returns an operator that passes every input through a step. The state belongs to the operator: a new subscription
 * continues with it, and `snapshot({ name: operator })` saves it. A dataset stays a dataset.
 *
 * - **Stream errors** errors of the step
 *
 * @example
 * const count = stateful({ name: 'count', initial: () => ({ n: 0 }), step: state => ++state.n });
 * events$.pipe(count)
 */
export function stateful<S extends object, I, O>(parts: PureStep<S, I, O>): Stateful<I, O> {
  const state = new KeptState(parts);
  return withState(
    state,
    eachOnce(input => parts.step(state.now, input)),
  );
}

/** Returns an operator with a state that can be saved and restored. */
export function withState<I, O>(state: Savable, operator: (source: Observable<I>) => Observable<O>): Stateful<I, O> {
  return Object.assign(operator, {
    save: () => state.save(),
    prepare: (...given: Parameters<Savable['prepare']>) => state.prepare(...given),
  });
}
