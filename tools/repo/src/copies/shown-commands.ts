import { readFileSync } from 'node:fs';
import { root } from '../root.ts';

/** A command of CONTRIBUTING.md that generates something, such as `npx nx generate @thalweg/repo:operation mirror --loop`. */
export interface ShownCommand {
  readonly generator: 'operation' | 'layer' | 'optimizer';
  /** The name as the page has it, which is that of its file: `soft-shrink`. */
  readonly file: string;
  /** What the file exports: `softShrink`. */
  readonly identifier: string;
  /** Such as `--loop`. */
  readonly flags: readonly string[];
}

/** Returns the commands of CONTRIBUTING.md that generate an operation, a layer or an optimizer, in its order. */
export function shownCommands(): ShownCommand[] {
  const text = readFileSync(`${root}CONTRIBUTING.md`, 'utf8');
  return [...text.matchAll(/`npx nx generate @thalweg\/repo:(\w+) ([a-z-]+)((?: --\w+)*)`/g)].map(
    ([, generator, file, flags]) => ({
      generator: generator as ShownCommand['generator'],
      file: file!,
      identifier: file!.replaceAll(/-./g, part => part.slice(1).toUpperCase()),
      flags: flags!.split(' ').slice(1),
    }),
  );
}

/** The tests of something that was generated. */
export interface OwnTests {
  /** Those beside its source. */
  readonly files: readonly string[];
  /** Those that read its rows. */
  readonly laws: readonly string[];
  /** A part of the line of each test that must have passed. */
  readonly lines: readonly string[];
}

/** Returns the tests that cover what a command generates. */
export function testsOf({ generator, file, identifier, flags }: ShownCommand): OwnTests {
  const lawsOf = (...names: readonly string[]) => names.map(name => `tools/laws/src/${name}.drawn.test.ts`);
  if (generator === 'operation')
    return {
      files: [],
      laws: lawsOf('operations/operations', 'compiled/operations', 'portable/operations'),
      lines: [
        `${identifier} > has the gradient that differences have`,
        `that it has interpreted: > ${identifier} `,
        `keeps its bits, and those of its gradients > ${identifier} `,
      ],
    };
  if (generator === 'layer') {
    const lines = flags.includes('--state')
      ? ['subtracts the mean of a training batch', 'moves the running mean by steps', 'moves nothing in passes']
      : ['is a·x, with a gradient for x and for a', 'shares its factors'];
    return {
      files: [`packages/nn/src/layers/${file}.test.ts`],
      laws: lawsOf('layers/compiled', 'portable/layers'),
      lines: [
        ...lines.map(line => `${identifier} > ${line}`),
        `'${identifier}': steps compiled as interpreted`,
        `with its states and gradients: > '${identifier}'`,
      ],
    };
  }
  return {
    files: [`packages/optim/src/optimizers/${file}.test.ts`],
    laws: lawsOf('optimizers/optimizers'),
    lines: [`${identifier} > takes its first three steps by the formula`],
  };
}

/** Returns a pattern for the names of tests that name what some commands generate: `gain`, and not `again`. */
export function patternOf(commands: readonly ShownCommand[]): string {
  return commands.map(({ identifier }) => `\\b${identifier}\\b`).join('|');
}
