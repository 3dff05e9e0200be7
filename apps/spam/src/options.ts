import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { suggestion } from '@thalweg/tensor/engine';
import { StateError } from '@thalweg/train';
import { Command, InvalidArgumentError, Option } from 'commander';
import { rates } from './learner.ts';
import { reactions, runSettings, type Settings } from './settings.ts';

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('spam')
    .description('Learns to detect spam from a stream of real mails, and predicts each mail before it learns it.')
    .addOption(
      new Option('--optimizer <name>', 'optimizer of the weights')
        .choices(Object.keys(rates))
        .argParser(oneOf(Object.keys(rates)))
        .default('adagrad'),
    )
    .option(
      '--learning-rate <rate>',
      `learning rate (default: ${Object.entries(rates)
        .map(([name, rate]) => `${name} ${rate}`)
        .join(', ')})`,
      rate,
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
    .option('--bits <n>', 'use 2^n features', bits, 18)
    .option('--seed <n>', 'seed of the order of mails and of the delays', whole, 1)
    .addOption(
      new Option('--runner <name>', 'WebAssembly or the interpreter')
        .choices(['wasm', 'interpreter'])
        .argParser(oneOf(['wasm', 'interpreter']))
        .default('wasm'),
    )
    .option('--json', 'print one JSON object instead of a view', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option('--save-every <mails>', 'number of mails between two saves', positive, 500)
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
  const { reaction, delay, optimizer } = settings;
  if (reaction === 'shadow' && delay > 0)
    throw new StateError('--reaction', 'a shadow needs labels at once', `--delay ${delay}`, 'Try --reaction forget.');
  if (reaction === 'rate' && optimizer === 'ftrl')
    throw new StateError('--reaction', 'the rate of ftrl cannot be raised', 'rate', 'Try --reaction forget.');
  return settings;
}

const whole = wholeFrom(0);
const positive = wholeFrom(1);

/** Returns a parser of whole numbers. */
function wholeFrom(least: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

/** Returns a parser of names, which names the one that was meant. */
function oneOf(names: readonly string[]): (text: string) => string {
  return text => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(suggestion(text, names));
  };
}

function bits(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 26)
    throw new InvalidArgumentError('It must be a whole number from 1 to 26.');
  return value;
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < Infinity))
    throw new InvalidArgumentError('It must be a positive number, such as 0.4.');
  return value;
}
