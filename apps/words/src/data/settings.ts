import { statSync } from 'node:fs';
import { readSnapshot, resumedSettings, type ScheduleSpan } from '@thalweg/node';
import { constantRate, cosineDecay, type Schedule } from '@thalweg/optim';
import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, positive, wholeFrom } from '@thalweg/programs/parsers';
import { StateError } from '@thalweg/train';
import { Command, Option } from 'commander';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The number of steps between two reports of the loss. */
  readonly showEvery: number;
  /** The number of characters in a sample. */
  readonly sample: number;
  /** The number of steps between two samples. */
  readonly sampleEvery: number;
  /** The factor by which samples are more (above 1) or less random than the model’s predictions. */
  readonly temperature: number;
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of steps between two saves. */
  readonly saveEvery: number;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings extends ModelSettings, LearningSettings {
  /** The number of characters of the novel that are read, from its start; all by default. */
  readonly characters?: number;
}

/** The models, with the settings that each has by default. */
const models = {
  gru: { window: 32, learningRate: 4e-3 },
  lru: { window: 32, learningRate: 4e-3 },
  transformer: { window: 64, learningRate: 2e-3 },
} as const satisfies Record<string, Pick<LearningSettings, 'window' | 'learningRate'>>;

/** The schedules of the learning rate. */
export const schedules = {
  constant: constantRate,
  cosine: (rate, steps) => cosineDecay(rate, { steps }),
} as const satisfies Record<string, (rate: number, steps: number) => Schedule>;

/** The settings that determine a model. */
export interface ModelSettings {
  readonly model: keyof typeof models;
  /** Units of the recurrent cell, or the width of the transformer. */
  readonly units: number;
  /** The numbers in the vector of a character. */
  readonly embeddings: number;
  /** Seed of the first weights, and of samples. */
  readonly seed: number;
}

/** The settings that determine a training. */
export interface LearningSettings {
  /** The number of streams that the text is cut into, which is the size of a batch. */
  readonly streams: number;
  /** The number of characters that a step reads of each stream. */
  readonly window: number;
  readonly passes: number;
  readonly learningRate: number;
  readonly schedule: keyof typeof schedules;
  /** The steps after which the schedule begins and the passes after which it ends, if those are not the run’s. */
  readonly scheduleSpan?: ScheduleSpan;
  /** The learning rate on typed lines. */
  readonly typedRate: number;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'characters',
  'model',
  'units',
  'embeddings',
  'seed',
  'streams',
  'window',
  'passes',
  'learningRate',
  'schedule',
  'scheduleSpan',
  'typedRate',
] as const satisfies readonly (keyof RunSettings)[];

const examples = `
Examples:
  $ npm run words
  $ npm run words -- --units 256 --window 64 --passes 4
  $ npm run words -- --model transformer
  $ npm run words -- --save runs/words
  $ npm run words -- --resume runs/words
  $ npm run words -- --resume runs/words < letters.txt`;

const SCHEDULE =
  'schedule of the learning rate; with --resume and more passes it begins again, over the new steps, and without it the rate stays at its last value';

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readSettings(argv: readonly string[]): Settings {
  const program = new Command('words')
    .configureHelp(fittedHelp)
    .description(
      'Learns to predict the characters of Moby-Dick, and writes some. Then it learns each line that is typed, after it has predicted it.',
    )
    .addOption(
      new Option('--model <name>', 'recurrent with gates, linearly recurrent, or with attention')
        .choices(Object.keys(models))
        .argParser(oneOf(Object.keys(models)))
        .default('gru'),
    )
    .option('--units <n>', 'units of the recurrent cell, or the width of the transformer', atLeastOne, 128)
    .option('--embeddings <n>', 'numbers in the vector of a character, for the gru', atLeastOne, 32)
    .option(
      '--window <characters>',
      `characters that a step reads of each stream (default: ${defaultsOf('window')})`,
      wholeFrom(2),
    )
    .option('--streams <n>', 'streams that the text is cut into, which a step reads side by side', atLeastOne, 16)
    .option('--passes <n>', 'passes over the text; with --resume, more train longer', atLeastOne, 3)
    .option('--learning-rate <rate>', `first learning rate (default: ${defaultsOf('learningRate')})`, positive(0.004))
    .addOption(
      new Option('--schedule <name>', SCHEDULE)
        .choices(Object.keys(schedules))
        .argParser(oneOf(Object.keys(schedules)))
        .default('cosine'),
    )
    .option('--typed-rate <rate>', 'learning rate for typed lines', positive(0.001), 0.001)
    .option('--characters <n>', 'read so many characters of the novel only (default: all)', wholeFrom(1000))
    .option('--seed <n>', 'seed of first weights and of samples', whole, 1)
    .option('--temperature <t>', 'below 1 for likelier samples, above 1 for more surprising ones', positive(0.7), 0.7)
    .option('--sample <characters>', 'characters in a sample', atLeastOne, 240)
    .option('--sample-every <steps>', 'steps between two samples', atLeastOne, 2000)
    .option('--show-every <steps>', 'steps between two reports of the loss', atLeastOne, 250)
    .addOption(
      new Option('--runner <name>', 'WebAssembly or the interpreter')
        .choices(['wasm', 'interpreter'])
        .argParser(oneOf(['wasm', 'interpreter']))
        .default('wasm'),
    )
    .option('--json', 'print lines of JSON; the last one is the result', false)
    .option('--save <folder>', 'save the run there regularly, so that it can be resumed')
    .option('--save-every <steps>', 'number of steps between two saves', atLeastOne, 500)
    .option('--resume <folder>', 'continue the newest run saved there, or the one in a file, and save there again')
    .addHelpText('after', examples)
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false);
  const settings = program.parse([...argv], { from: 'user' }).opts<Settings>();
  const { resume, model } = settings;
  if (model !== 'gru' && program.getOptionValueSource('embeddings') === 'cli')
    return program.error(`--embeddings is for --model gru, got --model ${model}.`);
  try {
    const chosen = resume === undefined ? settings : resumed(resume, settings, program);
    return { ...models[chosen.model], ...chosen };
  } catch (error) {
    if (error instanceof StateError) return program.error(error.message);
    throw error;
  }
}

function resumed(resume: string, given: Settings, program: Command): Settings {
  const isGiven = (name: string): boolean => program.getOptionValueSource(name) === 'cli';
  const settings = resumedSettings(readSnapshot(resume), given, {
    names: runSettings,
    isGiven,
    longer: { length: 'passes', schedule: 'schedule', part: 'novel' },
  });
  return statSync(resume).isDirectory() ? { save: resume, ...settings } : settings;
}

/** The values that a setting has by default, model by model. */
function defaultsOf(name: 'window' | 'learningRate'): string {
  return Object.entries(models)
    .map(([model, settings]) => `${model} ${settings[name]}`)
    .join(', ');
}

const [whole, atLeastOne] = [wholeFrom(0), wholeFrom(1)];
