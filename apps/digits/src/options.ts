import { Command, InvalidArgumentError, Option } from 'commander';
import { optimizers, schedules } from './optimizers.ts';
import type { Settings } from './settings.ts';

/** Reads the command line; `--help` and mistakes end the program with what it has to say of them. */
export function readSettings(argv: readonly string[]): Settings {
  const rates = Object.entries(optimizers).map(([name, { rate }]) => `${name} ${rate}`);
  const program = new Command('digits')
    .description('Trains a network on real handwritten digits and tests it on others.')
    .addOption(
      new Option('--optimizer <name>', 'how the parameters move').choices(Object.keys(optimizers)).default('adam'),
    )
    .option('--batch <size>', 'examples in a step, or "all"', batchSize, 32)
    .option('--with-replacement', 'draw examples independently instead of shuffling them', false)
    .option('--epochs <n>', 'times that all training examples are seen', positive, 10)
    .option('--learning-rate <rate>', `first learning rate (default: ${rates.join(', ')})`, rate)
    .addOption(
      new Option('--schedule <name>', 'how the learning rate falls').choices(Object.keys(schedules)).default('cosine'),
    )
    .option('--hidden <units>', 'units of the hidden layer', positive, 128)
    .option('--seed <n>', 'seed of split, order and first weights', whole, 1)
    .option('--json', 'print one JSON object instead of tables', false)
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  return program.parse([...argv], { from: 'user' }).opts<Settings>();
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

function batchSize(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1, or "all".');
  return Number(text);
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < Infinity))
    throw new InvalidArgumentError('It must be a positive number, such as 0.002.');
  return value;
}
