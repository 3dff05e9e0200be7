import { Command, InvalidArgumentError } from 'commander';
import { peers, type Peer } from './peers/peers.ts';

/** What a bench is asked to do. */
export interface Options {
  /** Whether a workload of this name is wanted. */
  readonly only: (name: string) => boolean;
  /** Ours, and the peers that were asked for. */
  readonly peers: readonly Peer[];
}

/** Reads the command line; `--help` and mistakes end the program with what it has to say of them. */
export function readOptions(argv: readonly string[]): Options {
  const others = peers.filter(({ ours }) => ours !== true).map(({ name }) => name);
  const { only, peers: chosen } = new Command('bench')
    .description('Times the engine against goals and against peers.')
    .option('--only <pattern>', 'only workloads whose name matches this regular expression', pattern)
    .option('--peers <list>', `parts of the names of peers to run, by commas: of ${others.join('; ')}`, list(others))
    .showHelpAfterError('Try --help.')
    .allowExcessArguments(false)
    .parse([...argv], { from: 'user' })
    .opts<{ readonly only?: RegExp; readonly peers?: readonly string[] }>();
  return {
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
    if (unknown !== undefined) throw new InvalidArgumentError(`No peer is called like '${unknown}'.`);
    return parts;
  };
}
