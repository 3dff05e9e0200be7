import { readSnapshot, resumedSettings } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { wholeFrom } from '@thalweg/programs/parsers';
import { Command } from 'commander';
import type { MnistSettings } from './run.ts';

/** The settings from the command line. */
export interface Settings extends MnistSettings {
  readonly json: boolean;
  /** The first so many of the 60,000 training digits. */
  readonly digits: number;
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of steps between two saves. */
  readonly saveEvery: number;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The names of the settings that determine a run. A resumed run keeps them; workers change no bits. */
export const runSettings = ['seed', 'epochs', 'augment', 'digits'] as const satisfies readonly (keyof Settings)[];

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const [whole, atLeastOne] = [wholeFrom(0), wholeFrom(1)];
  const program = new Command('mnist')
    .configureHelp(fittedHelp)
    .description('Trains a convolutional network on digits that are turned, scaled and moved anew in each epoch.')
    .option('--digits <n>', 'training digits, of 60,000', atLeastOne, 12_000)
    .option('--epochs <n>', 'passes over the training digits', atLeastOne, 15)
    .option('--no-augment', 'learn from the digits alone')
    .option('--workers <n>', 'threads that change the digits, beside that of the training', whole, 1)
    .option('--seed <n>', 'seed of the changes, the order and the initial weights', whole, 1)
    .option('--json', 'print one JSON object', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option('--save-every <steps>', 'number of steps between two saves', atLeastOne, 250)
    .option('--resume <folder>', 'continue the newest run saved there, and save there again')
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  const settings = program.parse([...argv], { from: 'user' }).opts<Settings>();
  const { resume } = settings;
  if (resume === undefined) return settings;
  const isGiven = (name: string): boolean => program.getOptionValueSource(name) === 'cli';
  return { save: resume, ...resumedSettings(readSnapshot(resume), settings, { names: runSettings, isGiven }) };
}
