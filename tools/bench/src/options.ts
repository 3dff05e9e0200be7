import { Command, InvalidArgumentError, Option } from 'commander';
import { peers, type Peer } from './peers/peers.ts';

/** The options of the bench. */
export interface Options {
  /** Returns true for the name of a row or workload to run. */
  readonly only: (name: string) => boolean;
  /**
   * The measurements to take: our rows with their bars and then the peers, our rows once and without bars, the goals against
   * peers, or those that the charts of the docs show.
   */
  readonly task: 'all' | 'once' | 'goals' | 'plots';
  /** Our runners and the selected peers. */
  readonly peers: readonly Peer[];
}

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readOptions(argv: readonly string[]): Options {
  const others = peers.filter(({ ours }) => ours !== true).map(({ name }) => name);
  const command = new Command('bench')
    .description('Times the engine in turns with references, and against peers.')
    .argument('[pattern]', 'only rows and workloads whose name matches this regular expression', pattern)
    .option('--peers <list>', `comma-separated parts of the names of peers to run: ${others.join('; ')}`, list(others))
    .option('--once', 'each of our rows once, with little work and without bars, to see that it works')
    .addOption(
      new Option('--goals', 'only the goals against peers, each in the worst of three rounds').conflicts([
        'plots',
        'once',
      ]),
    )
    .addOption(
      new Option(
        '--plots',
        'measures how times grow with the work, and draws the charts of docs/performance.md',
      ).conflicts('once'),
    )
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false)
    .parse([...argv], { from: 'user' });
  const { peers: chosen, ...tasks } = command.opts<{
    readonly peers?: readonly string[];
    readonly once?: true;
    readonly goals?: true;
    readonly plots?: true;
  }>();
  const only = command.processedArgs[0] as RegExp | undefined;
  return {
    task: tasks.once ? 'once' : tasks.goals ? 'goals' : tasks.plots ? 'plots' : 'all',
    only: name => only?.test(name) ?? true,
    peers: peers.filter(
      ({ name, ours }) => ours === true || chosen === undefined || chosen.some(part => name.includes(part)),
    ),
  };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new InvalidArgumentError('It must be a regular expression.');
  }
}

function list(names: readonly string[]): (text: string) => readonly string[] {
  return text => {
    const parts = text.split(',').flatMap(part => part.trim() || []);
    const unknown = parts.find(part => !names.some(name => name.includes(part)));
    if (unknown !== undefined) throw new InvalidArgumentError(`No peer has '${unknown}' in its name.`);
    return parts;
  };
}
