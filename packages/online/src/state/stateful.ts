import type { Savable } from '@thalweg/train';
import { map, type Observable } from 'rxjs';
import { KeptState } from './kept-state.ts';
import type { PureStep } from './pure-step.ts';

/** An operator with a state that can be kept and put back. */
export interface Stateful<I, O> extends Savable {
  (source: Observable<I>): Observable<O>;
}

/**
 * An operator that takes every input through a step. The state belongs to the operator: subscribing again goes on with it,
 * and `snapshot({ name: operator })` keeps it.
 *
 * - **Stream errors** what the step throws
 *
 * @example
 * const count = stateful({ name: 'count', initial: () => ({ n: 0 }), step: state => ++state.n });
 * events$.pipe(count)
 */
export function stateful<S extends object, I, O>(parts: PureStep<S, I, O>): Stateful<I, O> {
  const state = new KeptState(parts);
  return withState(state, source => source.pipe(map(input => parts.step(state.now, input))));
}

/** Gives an operator the state that it goes on with. */
export function withState<I, O>(state: Savable, operator: (source: Observable<I>) => Observable<O>): Stateful<I, O> {
  return Object.assign(operator, {
    save: () => state.save(),
    prepare: (saved: Parameters<Savable['prepare']>[0]) => state.prepare(saved),
  });
}
