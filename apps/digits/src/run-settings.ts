import { StateError, type Savable, type Snapshot } from '@thalweg/train';
import type { RunSettings, Settings } from './settings.ts';

const NAMES = [
  'optimizer',
  'batch',
  'withReplacement',
  'epochs',
  'learningRate',
  'schedule',
  'hidden',
  'seed',
] as const;

/** The settings of a run as a part of its state. */
export function savedSettings(settings: RunSettings): Savable {
  const values = Object.fromEntries(NAMES.flatMap(name => (name in settings ? [[name, settings[name]!]] : [])));
  return {
    save: () => ({ tensors: {}, values }),
    // They were read from the same file when the command line was.
    prepare: () => () => {},
  };
}

/** The settings of a run that was saved, with what was given now; where the two differ, there is nothing to go on with. */
export function resumedSettings(kept: Snapshot, given: Settings, isGiven: (name: keyof Settings) => boolean): Settings {
  const values = kept.parts['settings']?.values as RunSettings | undefined;
  if (values === undefined)
    throw new StateError(
      '--resume',
      'the file must be of a run of this program',
      Object.keys(kept.parts).join(', '),
      'Give the folder that --save made.',
    );
  for (const name of NAMES)
    if (isGiven(name) && given[name] !== values[name])
      throw new StateError(
        '--resume',
        `the run has ${name} ${values[name]}`,
        String(given[name]),
        'Leave the option out, or start a new run.',
      );
  return { ...given, ...values };
}
