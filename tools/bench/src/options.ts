import { Command, InvalidArgumentError, Option } from 'commander';
import { peers, type Peer } from './peers/peers.ts';

/** The options of the bench. */
export interface Options {
  /** Returns true for the name of a workload to run. */
  readonly only: (name: string) => boolean;
  /** The measurements to take: all, the goals against peers, or those that the charts of the docs show. */
  readonly task: 'all' | 'goals' | 'plots';
  /** Our runners and the selected peers. */
  readonly peers: readonly Peer[];
}

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readOptions(argv: readonly string[]): Options {
  const others = peers.filter(({ ours }) => ours !== true).map(({ name }) => name);
  const {
    only,
    peers: chosen,
    goals,
    plots,
  } = new Command('bench')
    .description('Times the engine against goals and against peers.')
    .option('--only <pattern>', 'only workloads whose name matches this regular expression', pattern)
    .option('--peers <list>', `comma-separated parts of the names of peers to run: ${others.join('; ')}`, list(others))
    .addOption(
      new Option('--goals', 'only the goals against peers, each in the worst of three rounds').conflicts('plots'),
    )
    .option('--plots', 'measures how times grow with the work, and draws the charts of docs/performance.md')
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false)
    .parse([...argv], { from: 'user' })
    .opts<{
      readonly only?: RegExp;
      readonly peers?: readonly string[];
      readonly goals?: true;
      readonly plots?: true;
    }>();
  return {
    task: goals ? 'goals' : plots ? 'plots' : 'all',
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
