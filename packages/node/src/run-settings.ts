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

/** Settings with the part of a run over which its schedule runs, if that is not the whole run. */
export interface Scheduled {
  readonly scheduleSpan?: ScheduleSpan;
}

/** The part of a run over which its schedule runs. */
export interface ScheduleSpan {
  /** The number of steps before it. */
  readonly from: number;
  /** The length of the run, such as its epochs, at which it ends. After that the rate stays at its last value. */
  readonly to: number;
}

/** The settings of a run that may be trained longer, and how far it has come. */
export interface LongerRun<S> {
  /** The name of the length of the run, such as `'epochs'`. */
  readonly length: keyof S & string;
  /** The name of the schedule. */
  readonly schedule: keyof S & string;
  /** The name of the part of the snapshot that trains. */
  readonly part: string;
}

/** Options of {@link resumedSettings}. */
export interface ResumedSettingsOptions<S> {
  /** The names of the settings that determine a run. */
  readonly names: readonly (keyof S & string)[];
  /** Returns true if a setting was given explicitly, and is not just a default. */
  readonly isGiven: (name: keyof S & string) => boolean;
  /** Names the settings of a run that may be trained longer than it was saved with. Name `'scheduleSpan'` among `names` too. */
  readonly longer?: LongerRun<S>;
}

/**
 * Returns the settings for resuming a saved run: those saved with it, and the given ones for the rest.
 *
 * With `longer`, a given length may be larger than the saved one. The schedule then stays over the saved length, so that the
 * rate keeps its last value, unless a schedule is given: this one runs over the new steps. `scheduleSpan` says which.
 *
 * - **Throws** `StateError` if the snapshot has no settings, or an explicitly given setting differs from the saved one
 */
export function resumedSettings<S extends object>(
  saved: Snapshot,
  given: S,
  options: ResumedSettingsOptions<S>,
): S & Scheduled {
  const { names, isGiven, longer } = optionsOf('resumedSettings', options, {
    names: undefined,
    isGiven: undefined,
    longer: undefined,
  });
  const values = saved.parts['settings']?.values as Partial<S> | undefined;
  if (values === undefined)
    throw new StateError(
      '--resume',
      'the file must come from a run of this program',
      Object.keys(saved.parts).join(', '),
      'Pass the folder that --save wrote.',
    );
  const isLonger =
    longer !== undefined && isGiven(longer.length) && Number(given[longer.length]) > Number(values[longer.length]);
  const free: readonly string[] = isLonger ? [longer.length, longer.schedule] : [];
  for (const name of names)
    if (isGiven(name) && given[name] !== values[name] && !free.includes(name))
      throw new StateError(
        '--resume',
        `the run has ${name} ${String(values[name])}`,
        String(given[name]),
        `${name === longer?.length ? 'Give more to train longer, leave' : 'Leave'} the option out, or start a new run.`,
      );
  const resumed = { ...given, ...values };
  return isLonger ? { ...resumed, ...extended(saved, { given, values, isGiven }, longer) } : resumed;
}

interface Extending<S> {
  readonly given: S;
  readonly values: Partial<S>;
  readonly isGiven: (name: keyof S & string) => boolean;
}

/** Returns the settings of a longer run that differ from the saved ones. */
function extended<S extends object>(
  saved: Snapshot,
  { given, values, isGiven }: Extending<S>,
  { length, schedule, part }: LongerRun<S>,
): Partial<S> & Scheduled {
  const [before, now] = [values[length], given[length]] as unknown as [number, number];
  const step = saved.parts[part]?.tensors['step']?.item() ?? 0;
  const { scheduleSpan = { from: 0, to: before } } = values as Scheduled;
  const again = isGiven(schedule);
  return {
    [length]: now,
    ...(again ? { [schedule]: given[schedule] } : {}),
    scheduleSpan: again ? { from: step, to: now } : scheduleSpan,
  } as Partial<S> & Scheduled;
}
