import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { StateError } from '@thalweg/train';
import { Command, InvalidArgumentError, Option } from 'commander';
import { rates } from './learner.ts';
import { reactions, runSettings, type Settings } from './settings.ts';

/** Reads the command line; `--help` and mistakes end the program with what it has to say of them. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('spam')
    .description('Learns from a stream of real mails which are spam, predicting each before it learns it.')
    .addOption(new Option('--optimizer <name>', 'how the weights move').choices(Object.keys(rates)).default('adagrad'))
    .option(
      '--learning-rate <rate>',
      `the learning rate (default: ${Object.entries(rates)
        .map(([name, rate]) => `${name} ${rate}`)
        .join(', ')})`,
      rate,
    )
    .option('--delay <mails>', 'labels come so many mails late on average', whole, 0)
    .option('--drift', 'the two classes swap their sources half-way', false)
    .addOption(
      new Option(
        '--reaction <name>',
        'what is done when errors drift: forget all, raise the rate, or train a shadow model',
      )
        .choices(reactions)
        .default('none'),
    )
    .option('--bits <n>', 'there are 2^n features', bits, 18)
    .option('--seed <n>', 'seed of the order of mails and of delays', whole, 1)
    .addOption(
      new Option('--runner <name>', 'what computes: WebAssembly, or the interpreter')
        .choices(['wasm', 'interpreter'])
        .default('wasm'),
    )
    .option('--json', 'print one JSON object instead of a view', false)
    .option('--save <folder>', 'save the run there as it goes, so that it can be resumed')
    .option('--save-every <mails>', 'save after so many mails', positive, 500)
    .option('--resume <folder>', 'go on with the newest run saved there, or with one file, and save there again')
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
  const { reaction, delay, optimizer } = settings;
  if (reaction === 'shadow' && delay > 0)
    throw new StateError('--reaction', 'a shadow needs labels at once', `--delay ${delay}`, 'Try --reaction forget.');
  if (reaction === 'rate' && optimizer === 'ftrl')
    throw new StateError('--reaction', 'the rate of ftrl cannot be raised', 'rate', 'Try --reaction forget.');
  return settings;
}

function positive(text: string): number {
  const value = whole(text);
  if (value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}

function whole(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function bits(text: string): number {
  const value = whole(text);
  if (value < 1 || value > 26) throw new InvalidArgumentError('It must be a whole number from 1 to 26.');
  return value;
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < Infinity))
    throw new InvalidArgumentError('It must be a positive number, such as 0.4.');
  return value;
}
