import type { Fitting, Json, StateError } from '@thalweg/train';

/** A state that was saved under other settings than those of the step that it is restored into. */
export interface OtherSettings {
  /** The settings then. */
  readonly was: Json;
  /** Says what may differ, and receives what does. */
  readonly fitting: Fitting;
  /** Returns a function that makes the error for a difference: it names both settings, and an option that allows it. */
  readonly allowing: (option: string) => () => StateError;
}
