import { map, type Observable } from 'rxjs';
import { KeptState } from '../state/kept-state.ts';
import type { PureStep } from '../state/pure-step.ts';
import { withState, type Stateful } from '../state/stateful.ts';

/** What a feature of records is made of. */
export interface FeatureParts<S extends object> extends Pick<
  PureStep<S, never, unknown>,
  'name' | 'settings' | 'initial'
> {
  /** Throws for a record that cannot be taken. */
  readonly check: (state: S, record: Fields) => void;
  /** Takes a record that was checked into the state. */
  readonly learn: (state: S, record: Fields) => void;
  /** The record with what the state says of it; it changes neither. */
  readonly transform: (state: S, record: Fields) => object;
}

/** A record, by the names of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** An operator that takes each record into its state and then transforms it with that. */
export interface Feature extends Stateful<Fields, object> {
  /** The same operator for records to learn nothing from: it transforms with the state as it is. */
  readonly reading: (source: Observable<Fields>) => Observable<object>;
}

/** Makes an operator of its parts. */
export function feature<S extends object>({ check, learn, transform, ...parts }: FeatureParts<S>): Feature {
  const state = new KeptState(parts);
  const reading = map((record: Fields) => {
    check(state.now, record);
    return transform(state.now, record);
  });
  const learning = map((record: Fields) => {
    check(state.now, record);
    learn(state.now, record);
    return transform(state.now, record);
  });
  return Object.assign(withState(state, learning), { reading });
}
