import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, positive, wholeFrom } from '@thalweg/programs/parsers';
import { StateError } from '@thalweg/train';
import { Command, Option } from 'commander';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of mails between two saves. */
  readonly saveEvery: number;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings {
  /** The optimizer; the model's own if it is left out, which needs no rate, or Adagrad with the reaction `rate`. */
  readonly optimizer?: 'adagrad' | 'ftrl';
  readonly learningRate?: number;
  /** The average delay of labels in mails; 0 for no delay. */
  readonly delay: number;
  /** True if the two classes swap half-way. */
  readonly drift: boolean;
  /** The reaction to drifting errors. */
  readonly reaction: Reaction;
  /** The number of features is 2^bits. */
  readonly bits: number;
  readonly seed: number;
}

/** Learning rates that work well here, by the optimizer. */
export const rates = { adagrad: 0.4, ftrl: 2 } as const;

const reactions = ['none', 'forget', 'rate', 'shadow'] as const;
type Reaction = (typeof reactions)[number];

/** The names of the settings that determine a run. */
export const runSettings = [
  'optimizer',
  'learningRate',
  'delay',
  'drift',
  'reaction',
  'bits',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('spam')
    .configureHelp(fittedHelp)
    .description('Learns to detect spam from a stream of real mails, and predicts each mail before it learns it.')
    .addOption(
      new Option('--optimizer <name>', "optimizer of the weights (default: the model's own, which needs no rate)")
        .choices(Object.keys(rates))
        .argParser(oneOf(Object.keys(rates))),
    )
    .option(
      '--learning-rate <rate>',
      `learning rate (default: ${Object.entries(rates)
        .map(([name, rate]) => `${name} ${rate}`)
        .join(', ')})`,
      positive(0.4),
    )
    .option('--delay <mails>', 'average delay of the labels, in mails', whole, 0)
    .option('--drift', 'swap the two classes half-way', false)
    .addOption(
      new Option(
        '--reaction <name>',
        'reaction to drifting errors: forget everything, raise the rate, or train a shadow model',
      )
        .choices(reactions)
        .argParser(oneOf(reactions))
        .default('none'),
    )
    .option('--bits <n>', 'use 2^n features', wholeFrom(1, 26), 18)
    .option('--seed <n>', 'seed of the order of mails and of the delays', whole, 1)
    .addOption(
      new Option('--runner <name>', 'WebAssembly or the interpreter')
        .choices(['wasm', 'interpreter'])
        .argParser(oneOf(['wasm', 'interpreter']))
        .default('wasm'),
    )
    .option('--json', 'print one JSON object instead of a view', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option('--save-every <mails>', 'number of mails between two saves', atLeastOne, 500)
    .option('--resume <folder>', 'continue the newest run saved there, or the one in a file, and save there again')
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  const settings = program.parse([...argv], { from: 'user' }).opts<Settings>();
  const { resume } = settings;
  try {
    return checked(resume === undefined ? settings : resumed(resume, settings, program));
  } catch (error) {
    if (error instanceof StateError) return program.error(error.message);
    throw error;
  }
}

function resumed(resume: string, given: Settings, program: Command): Settings {
  const isGiven = (name: string): boolean => program.getOptionValueSource(name) === 'cli';
  const settings = resumedSettings(readSnapshot(resume), given, { names: runSettings, isGiven });
  return statSync(resume).isDirectory() ? { save: resume, ...settings } : settings;
}

function checked(settings: Settings): Settings {
  const { reaction, delay, optimizer, learningRate } = settings;
  if (reaction === 'shadow' && delay > 0)
    throw new StateError('--reaction', 'a shadow needs labels at once', `--delay ${delay}`, 'Try --reaction forget.');
  if (reaction === 'rate' && optimizer === 'ftrl')
    throw new StateError('--reaction', 'the rate of ftrl cannot be raised', 'rate', 'Try --reaction forget.');
  if (learningRate !== undefined && optimizer === undefined && reaction !== 'rate')
    throw new StateError(
      '--learning-rate',
      'there must be an optimizer that has a rate',
      'none',
      'Try --optimizer adagrad.',
    );
  return settings;
}

const [whole, atLeastOne] = [wholeFrom(0), wholeFrom(1)];
