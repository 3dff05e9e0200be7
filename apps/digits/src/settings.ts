import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings, type ScheduleSpan } from '@thalweg/node';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, positive, wholeFrom } from '@thalweg/programs/parsers';
import { StateError, type WhenNotFinite } from '@thalweg/train';
import type { Native, Products } from '@thalweg/wasm';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Observable } from 'rxjs';
import { optimizers, type OptimizerSettings, schedules, unscheduled } from './optimizers.ts';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  readonly runner: RunnerName;
  /** The code for larger products of matrices: our own, or a library of the system. */
  readonly products: 'wasm' | 'blas';
  /** True to compile passes for the processor, by the LLVM of the system. */
  readonly native: boolean;
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of steps between two saves. */
  readonly saveEvery: number;
  /** The file that the trained model is written to. */
  readonly model?: string;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The runner: compiled WebAssembly or the interpreter. */
type RunnerName = 'wasm' | 'interpreter';

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings extends OptimizerSettings, NetworkSettings {
  /** The initial learning rate; by default the optimizer’s usual one. */
  readonly learningRate?: number;
  /** Records in a batch; `Infinity` for all of them. */
  readonly batch: number;
  readonly withReplacement: boolean;
  readonly epochs: number;
  /** The steps after which the schedule begins and the epochs after which it ends, if those are not the run’s. */
  readonly scheduleSpan?: ScheduleSpan;
  readonly network: NetworkName;
}

/** The kind of network: dense layers, or convolutions. */
type NetworkName = 'dense' | 'cnn';

/** The settings that determine a network. */
export interface NetworkSettings {
  /** Units of the hidden layer of the dense network. */
  readonly hidden: number;
  /** Seed of the initial weights, the split and the order. */
  readonly seed: number;
}

/** The settings that determine a training. It can be controlled while it runs. */
export interface LearningSettings extends Omit<RunSettings, 'learningRate' | 'network'> {
  /** An initial rate; or a stream of rates, such as a slider, that replaces the schedule. */
  readonly learningRate?: number | Observable<number>;
  readonly runner: RunnerName;
  /** A library that computes the larger products of matrices. */
  readonly products?: Products | undefined;
  /** Compiles passes for the processor. */
  readonly native?: Native | undefined;
  /** Steps are taken only while this is true; always if it is omitted. */
  readonly running?: Observable<boolean>;
  /** The treatment of a step whose loss is not finite: an error by default. */
  readonly whenNotFinite?: WhenNotFinite;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'optimizer',
  'batch',
  'withReplacement',
  'epochs',
  'scheduleSpan',
  'learningRate',
  'schedule',
  'network',
  'hidden',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];

const SCHEDULE = `schedule of the learning rate, ignored by ${unscheduled.join(', ')}; with --resume and more epochs it begins again, over the new steps, and without it the rate stays at its last value`;

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const rates = Object.entries(optimizers).map(([name, { rate }]) => `${name} ${rate}`);
  const program = new Command('digits')
    .configureHelp(fittedHelp)
    .description('Trains a network on real handwritten digits and tests it on others.')
    .addOption(choice('--optimizer <name>', 'optimizer; rprop is for --batch all', Object.keys(optimizers), 'adam'))
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
    .option('--native', 'compile for the processor, by the LLVM library of the system: faster, to the same bits', false)
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
function contradiction({ network, products, runner, native }: Settings, hidden: boolean): string | undefined {
  if (network !== 'dense' && hidden) return `--hidden is for --network dense, got --network ${network}.`;
  if (products === 'blas' && runner !== 'wasm') return `--products blas is for --runner wasm, got --runner ${runner}.`;
  if (native && runner !== 'wasm') return `--native is for --runner wasm, got --runner ${runner}.`;
  if (native && products === 'blas') return '--native computes products too, got --products blas.';
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
