import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, wholeFrom } from '@thalweg/programs/parsers';
import { StateError } from '@thalweg/train';
import { Command, InvalidArgumentError, Option } from 'commander';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  /** The HTML file with the pictures of the run. */
  readonly report: string;
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of flights, and then of training steps, between two saves. */
  readonly saveEvery: number;
  /** The file that the learned model is written to. */
  readonly model?: string;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings {
  /** The number of flights: the first rows of the table. */
  readonly rows: number | 'all';
  /** The table of flights: Parquet, Arrow, CSV or JSON lines; undefined for that of vega-datasets. */
  readonly data?: string;
  /** The names of the table's columns. */
  readonly date: string;
  readonly delay: string;
  readonly distance: string;
  readonly origin: string;
  readonly destination: string;
  /** The table of airports, with the columns `iata` and `longitude`; undefined for that of vega-datasets. */
  readonly airports?: string;
  /** The number of hashed features is 2^bits. */
  readonly bits: number;
  /** The number of epochs of the training by batches. */
  readonly epochs: number;
  readonly seed: number;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'rows',
  'data',
  'date',
  'delay',
  'distance',
  'origin',
  'destination',
  'airports',
  'bits',
  'epochs',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];

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
