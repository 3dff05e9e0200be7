import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, wholeFrom } from '@thalweg/programs/parsers';
import { StateError } from '@thalweg/train';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runSettings, type Settings } from './data/settings.ts';

const examples = `
Examples:
  $ npm run flights
  $ npm run flights -- --rows all --report all.html
  $ npm run flights -- --data mine.csv --date departed --delay late_by --airports places.csv
  $ npm run flights -- --model runs/late.safetensors
  $ npm run flights -- --save runs/flights
  $ npm run flights -- --resume runs/flights`;

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('flights')
    .configureHelp(fittedHelp)
    .description(
      'Predicts, as a flight leaves, whether it will land more than 15 minutes late. Learns from a stream with late labels, and by batches.',
    )
    .option('--rows <n>', 'the first rows of the table, or all', rows, 300_000)
    .option(
      '--data <file>',
      'your own table: .parquet, .arrow, .feather, .csv, .tsv, .jsonl (default: flights-3m.parquet)',
    )
    .option('--date <column>', 'column of the actual departure, on the clock of the origin', 'date')
    .option('--delay <column>', 'column of the arrival delay in minutes', 'delay')
    .option('--distance <column>', 'column of the distance in miles', 'distance')
    .option('--origin <column>', "column of the origin's code", 'origin')
    .option('--destination <column>', "column of the destination's code", 'destination')
    .option('--airports <file>', 'your own airports: a table with iata and longitude (default: airports.csv)')
    .option('--bits <n>', 'use 2^n features for each hash of two columns', wholeFrom(1, 24), 16)
    .option('--epochs <n>', 'epochs of the training by batches', atLeastOne, 2)
    .option('--seed <n>', 'seed of first weights and of shuffles', whole, 1)
    .option('--report <file>', 'write the pictures of the run there', 'report.html')
    .addOption(
      new Option('--runner <name>', 'WebAssembly or the interpreter')
        .choices(['wasm', 'interpreter'])
        .argParser(oneOf(['wasm', 'interpreter']))
        .default('wasm'),
    )
    .option('--model <file>', 'write the factorization machine there with its features, for predict.ts')
    .option('--json', 'print one JSON object instead of a table', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option(
      '--save-every <flights>',
      'number of flights, then of training steps, between two saves',
      atLeastOne,
      50_000,
    )
    .option('--resume <folder>', 'continue the newest run saved there, or the one in a file, and save there again')
    .addHelpText('after', examples)
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  const settings = program.parse([...argv], { from: 'user' }).opts<Settings>();
  const { resume } = settings;
  try {
    return resume === undefined ? settings : resumed(resume, settings, program);
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

const [whole, atLeastOne] = [wholeFrom(0), wholeFrom(1)];

/** Parses a number of rows. The halves of fewer than 1,000 flights say nothing. */
function rows(text: string): number | 'all' {
  if (text === 'all') return 'all';
  if (/^\d+$/.test(text) && Number(text) >= 1000) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of at least 1000, or 'all'.");
}
