import { fittedHelp } from '@thalweg/programs/fitted-help';
import { oneOf, wholeFrom } from '@thalweg/programs/parsers';
import { suggestion } from '@thalweg/tensor/engine';
import { Command, Help, InvalidArgumentError, Option } from 'commander';
import { PARENT } from './log/open-log.ts';
import {
  compressions,
  outers,
  type CommandLine,
  type LeaderSettings,
  type RunSettings,
  type WatchSettings,
  type WorkerSettings,
} from './tasks/settings.ts';
import { taskNames } from './tasks/tasks.ts';

const examples = `
Examples:
  $ npm run cluster -- --workers 4 --every 50 --task digits
  $ npm run cluster -- --workers 2 --task spam --folder runs/spam

On several machines, with a NATS server at host:4222:
  $ npm run cluster -- leader --log nats://host:4222 --workers 8 --task digits
  $ npm run cluster -- worker --log nats://host:4222 --name w3 --shard 3/8
  $ npm run cluster -- watch --log nats://host:4222`;

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let line: CommandLine | undefined;
  const program = new Command('cluster')
    .configureHelp(fittedHelp)
    .description('Trains one model in several processes, which share a log: local SGD.')
    .addHelpText('after', examples)
    .showHelpAfterError('Try --help.');
  const run = commandOf(program, 'run', 'trains on this machine: log, leader, workers and a view', { isDefault: true })
    .option(
      '--log <where>',
      'nats or file to start one, or the address of one (default: as before in the folder, else nats if it is installed)',
      placeOf,
    )
    .option(
      '--folder <folder>',
      'keep log and snapshots there, for one run at a time; the same command goes on from there',
    )
    .option('--json', 'print one JSON object at the end instead of the view', false)
    .action((settings: RunSettings) => void (line = { command: 'run', settings }));
  commandOf(program, 'leader', 'leads a cluster; of several leaders, one leads and the others wait')
    .requiredOption('--log <address>', 'the log of the cluster, such as nats://host:4222', addressOf)
    .option('--name <name>', 'the name of this leader, another one for each', nameOf, 'leader')
    .action((settings: LeaderSettings) => void (line = { command: 'leader', settings }));
  processCommand(program, 'worker', 'learns from a part of the training records')
    .requiredOption('--log <address>', 'the log of the cluster, such as nats://host:4222', addressOf)
    .requiredOption('--name <name>', 'the name of this worker, another one for each', nameOf)
    .requiredOption('--shard <part>', 'its part of the records, such as 3/8 for the third of eight', shardOf)
    .option('--snapshot <file>', 'keep the state of the worker there, and go on from it')
    .action((settings: WorkerSettings) => void (line = { command: 'worker', settings }));
  program
    .command('watch')
    .description('shows what the processes of a cluster do, until the run has ended')
    .allowExcessArguments(false)
    .requiredOption('--log <address>', 'the log of the cluster, such as nats://host:4222', addressOf)
    .addOption(clusterOption())
    .option('--json', 'print a line of JSON for each change', false)
    .action((settings: WatchSettings) => void (line = { command: 'watch', settings }));
  // After the commands, which would inherit it: the help of the program has the options of its default command.
  program.configureHelp({ ...fittedHelp, visibleOptions: () => new Help().visibleOptions(run) });
  refuseUnknown(program, argv[0]);
  program.parse([...argv], { from: 'user' });
  return line!;
}

/** Refuses a word that is no command: the default command would take it for an argument. */
function refuseUnknown(program: Command, word: string | undefined): void {
  const names = [...program.commands.map(command => command.name()), 'help'];
  if (word === undefined || word.startsWith('-') || names.includes(word)) return;
  program.error(`error: unknown command '${word}'. ${suggestion(word, names)}`);
}

/** A command of a process that learns. */
function processCommand(
  program: Command,
  name: string,
  description: string,
  options?: { isDefault: boolean },
): Command {
  return program
    .command(name, { ...options })
    .description(description)
    .allowExcessArguments(false)
    .addOption(clusterOption())
    .addOption(choice('--runner <name>', 'WebAssembly or the interpreter', ['wasm', 'interpreter'], 'wasm'));
}

/** A command that sets what a cluster does. */
function commandOf(program: Command, name: string, description: string, options?: { isDefault: boolean }): Command {
  return processCommand(program, name, description, options)
    .addOption(choice('--task <name>', 'what to learn', taskNames, 'digits'))
    .option('--workers <n>', 'number of workers, each with its part of the records', wholeFrom(1, 512), 2)
    .option('--every <steps>', 'steps of a worker between two rounds', wholeFrom(1), 50)
    .option('--steps <n>', 'steps of each worker in all', wholeFrom(1), 2500)
    .addOption(choice('--outer <name>', 'what the leader does with the average of a round', outers, 'nesterov'))
    .addOption(choice('--compress <how>', 'compression of what workers send', compressions, 'none'))
    .option('--seed <n>', 'seed of the first weights, the split and the draws', wholeFrom(0), 1);
}

function clusterOption(): Option {
  return new Option('--cluster <name>', 'name of the cluster in its log').argParser(nameOf).default('cluster');
}

function choice(flags: string, description: string, names: readonly string[], first: string): Option {
  return new Option(flags, description).choices(names).argParser(oneOf(names)).default(first);
}

function nameOf(text: string): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a word of letters, digits, - and _.');
}

function placeOf(text: string): string {
  return text.includes(':') ? text : oneOf(['nats', 'file', 'nats://host:4222'])(text);
}

function addressOf(text: string): string {
  if (text.includes(':') || text === PARENT) return text;
  throw new InvalidArgumentError('It must be the address of a log, such as nats://host:4222.');
}

/** Parses `3/8`, the third of eight parts. */
function shardOf(text: string): { readonly index: number; readonly count: number } {
  const [, part, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part! >= 1 && part! <= count!) return { index: part! - 1, count: count! };
  throw new InvalidArgumentError('It must be a part of a whole, such as 3/8 for the third of eight.');
}
