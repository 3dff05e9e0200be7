import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, positive, wholeFrom } from '@thalweg/programs/parsers';
import { StateError } from '@thalweg/train';
import { Command, InvalidArgumentError, Option } from 'commander';
import { optimizers, schedules, unscheduled } from './optimizers.ts';
import { runSettings, type Settings } from './settings.ts';

const SCHEDULE = `schedule of the learning rate, ignored by ${unscheduled.join(', ')}; with --resume and more epochs it begins again, over the new steps, and without it the rate stays at its last value`;

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const rates = Object.entries(optimizers).map(([name, { rate }]) => `${name} ${rate}`);
  const program = new Command('digits')
    .configureHelp(fittedHelp)
    .description('Trains a network on real handwritten digits and tests it on others.')
    .addOption(
      choice(
        '--optimizer <name>',
        'optimizer of the parameters; rprop is for --batch all',
        Object.keys(optimizers),
        'adam',
      ),
    )
    .option('--batch <size>', 'examples in a batch, or "all"', batchSize, 32)
    .option('--with-replacement', 'draw examples with replacement instead of shuffling them', false)
    .option('--epochs <n>', 'passes over all training examples; with --resume, more train longer', atLeastOne, 10)
    .option(
      '--learning-rate <rate>',
      `initial learning rate, for rprop the initial step size (default: ${rates.join(', ')})`,
      positive(0.002),
    )
    .addOption(choice('--schedule <name>', SCHEDULE, Object.keys(schedules), 'cosine'))
    .addOption(
      choice(
        '--network <name>',
        'a dense network with one hidden layer, or a convolutional network',
        ['dense', 'cnn'],
        'dense',
      ),
    )
    .option('--hidden <units>', 'units of the hidden layer of the dense network', atLeastOne, 128)
    .option('--seed <n>', 'seed of the split, the order and the initial weights', whole, 1)
    .addOption(choice('--runner <name>', 'WebAssembly or the interpreter', ['wasm', 'interpreter'], 'wasm'))
    .addOption(
      choice(
        '--products <name>',
        'what computes larger products: WebAssembly, or the BLAS library of the system',
        ['wasm', 'blas'],
        'wasm',
      ),
    )
    .option('--json', 'print one JSON object instead of tables', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option('--save-every <steps>', 'number of steps between two saves', atLeastOne, 250)
    .option('--model <file>', 'write the trained model there: any program with @thalweg/node can load it')
    .option('--resume <folder>', 'continue the newest run saved there, or the one in a file, and save there again')
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  const settings = program.parse([...argv], { from: 'user' }).opts<Settings>();
  const { resume } = settings;
  const wrong = contradiction(settings, program.getOptionValueSource('hidden') === 'cli');
  if (wrong !== undefined) return program.error(wrong);
  if (resume === undefined) return settings;
  try {
    return resumed(resume, settings, program);
  } catch (error) {
    if (error instanceof StateError) return program.error(error.message);
    throw error;
  }
}

/** Says which of two options does nothing, if there is such a pair. */
function contradiction({ network, products, runner }: Settings, hidden: boolean): string | undefined {
  if (network !== 'dense' && hidden) return `--hidden is for --network dense, got --network ${network}.`;
  if (products === 'blas' && runner !== 'wasm') return `--products blas is for --runner wasm, got --runner ${runner}.`;
  return undefined;
}

function resumed(resume: string, given: Settings, program: Command): Settings {
  const settings = resumedSettings(readSnapshot(resume), given, {
    names: runSettings,
    isGiven: name => program.getOptionValueSource(name) === 'cli',
    longer: { length: 'epochs', schedule: 'schedule', part: 'learn' },
  });
  return statSync(resume).isDirectory() ? { save: resume, ...settings } : settings;
}

/** An option with one of some names. */
function choice(flags: string, description: string, names: readonly string[], initial: string): Option {
  return new Option(flags, description).choices(names).argParser(oneOf(names)).default(initial);
}

const [whole, atLeastOne] = [wholeFrom(0), wholeFrom(1)];

function batchSize(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number of at least 1, or "all".');
  return Number(text);
}
