import { StateError, type Json, type Savable, type Snapshot } from '@thalweg/train';

/**
 * What a run was started with, as a part of its state: those of a program's settings that make the run.
 *
 * @example
 * checkpoint({ learn, settings: savedSettings(settings, ['batch', 'seed']) }, { every: 100, path: 'runs/digits' })
 */
export function savedSettings<S extends object>(settings: S, names: readonly (keyof S & string)[]): Savable {
  const values = Object.fromEntries(names.flatMap(name => (name in settings ? [[name, settings[name] as Json]] : [])));
  return {
    save: () => ({ tensors: {}, values }),
    // They are read from the snapshot before the run is built.
    prepare: () => () => {},
  };
}

/** What the settings of a resumed run are found by. */
export interface ResumedSettingsOptions<S> {
  /** The settings that make a run. */
  readonly names: readonly (keyof S & string)[];
  /** Whether a setting was asked for, and is not just a default. */
  readonly isGiven: (name: keyof S & string) => boolean;
}

/**
 * The settings of a run that was saved, with what is given now; where the two differ there is nothing to go on with.
 *
 * - **Throws** `StateError` for a snapshot without settings, or a setting that was asked for and is another one
 */
export function resumedSettings<S extends object>(
  kept: Snapshot,
  given: S,
  { names, isGiven }: ResumedSettingsOptions<S>,
): S {
  const values = kept.parts['settings']?.values as Partial<S> | undefined;
  if (values === undefined)
    throw new StateError(
      '--resume',
      'the file must be of a run of this program',
      Object.keys(kept.parts).join(', '),
      'Give the folder that --save made.',
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
