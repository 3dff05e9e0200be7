import { optionsOf } from '@thalweg/tensor/engine';
import { StateError, type Json, type Savable, type Snapshot } from '@thalweg/train';

/**
 * Returns a part of a run’s state that saves the settings with the given names.
 *
 * @example
 * checkpoint({ learn, settings: savedSettings(settings, ['batch', 'seed']) }, { every: 100, path: 'runs/digits' })
 */
export function savedSettings<S extends object>(settings: S, names: readonly (keyof S & string)[]): Savable {
  const values = Object.fromEntries(names.flatMap(name => (name in settings ? [[name, settings[name] as Json]] : [])));
  return {
    save: () => ({ tensors: {}, values }),
    // resumedSettings() reads them before the run is built, so there is nothing to restore.
    prepare: () => () => {},
  };
}

/** Options of {@link resumedSettings}. */
export interface ResumedSettingsOptions<S> {
  /** The names of the settings that determine a run. */
  readonly names: readonly (keyof S & string)[];
  /** Returns true if a setting was given explicitly, and is not just a default. */
  readonly isGiven: (name: keyof S & string) => boolean;
}

/**
 * Returns the settings for resuming a saved run: those saved with it, and the given ones for the rest.
 *
 * - **Throws** `StateError` if the snapshot has no settings, or an explicitly given setting differs from the saved one
 */
export function resumedSettings<S extends object>(saved: Snapshot, given: S, options: ResumedSettingsOptions<S>): S {
  const { names, isGiven } = optionsOf('resumedSettings', options, { names: undefined, isGiven: undefined });
  const values = saved.parts['settings']?.values as Partial<S> | undefined;
  if (values === undefined)
    throw new StateError(
      '--resume',
      'the file must come from a run of this program',
      Object.keys(saved.parts).join(', '),
      'Pass the folder that --save wrote.',
    );
  for (const name of names)
    if (isGiven(name) && given[name] !== values[name])
      throw new StateError(
        '--resume',
        `the run has ${name} ${String(values[name])}`,
        String(given[name]),
        'Leave the option out, or start a new run.',
      );
  return { ...given, ...values };
}
