import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passedRows } from './workspace-copy.ts';
import { patternOf, shownCommands, testsOf } from './shown-commands.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

const commands = shownCommands();
/** The files that each command touches, by its name and flags. */
const touched = new Map<string, readonly string[]>();

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace();
  for (const { generator, file, flags } of commands) {
    await copy.run('nx', 'generate', `@thalweg/repo:${generator}`, file, ...flags);
    const lines = (await copy.run('git', 'status', '--porcelain', '--untracked-files=all')).split('\n');
    const paths = lines.map(line => line.slice('?? '.length)).filter(path => path !== '');
    touched.set([generator, ...flags].join(' '), paths);
    await copy.commit(`Generate ${file}`);
  }
});
afterAll(() => copy?.remove());

/** Returns all that Nx prints when a generator fails. */
const refusalOf = (...options: readonly string[]): Promise<string> =>
  copy.run('nx', 'generate', ...options).then(() => 'no error', String);

describe('what the commands of CONTRIBUTING.md generate', () => {
  it('is a few files, and their lines in others', () => {
    const counts = [...touched].map(([command, paths]) => [command, paths.length]);
    expect(Object.fromEntries(counts)).toEqual({
      operation: 6,
      'operation --loop': 8,
      'operation --compiled': 9,
      layer: 6,
      'layer --state': 6,
      optimizer: 6,
    });
  });

  it('is formatted, and free of what lint refuses and of what nobody uses', async () => {
    const sources = [...touched.values()].flat().filter(path => path.endsWith('.ts'));
    await copy.run('oxfmt', '--check');
    await copy.run('oxlint');
    await copy.run('eslint', ...sources);
    await copy.run('npm', 'run', 'unused');
  });

  it('passes the type check', async () => {
    await copy.run('node', 'tools/types/check.mjs');
  });

  it('keeps the laws, interpreted and compiled, and its own tests', async () => {
    const own = commands.map(testsOf);
    const files = new Set(own.flatMap(({ files, laws }) => [...files, ...laws]));
    const passed = await passedRows(copy, `--testNamePattern=every|${patternOf(commands)}`, ...files);
    const optimizer = commands.find(({ generator }) => generator === 'optimizer')!.identifier;
    // A fast run takes this law of some optimizers only.
    const lines = [`${optimizer} > comes to the end of Rosenbrock’s valley`, ...own.flatMap(({ lines }) => lines)];
    expect(lines.filter(line => !passed.some(one => one.includes(line)))).toEqual([]);
  });

  it('passes the fast tests of the projects that it touches', async () => {
    const folders = [
      'packages/graph/',
      'packages/wasm/',
      'packages/nn/',
      'packages/optim/',
      'tools/laws/',
      'tools/repo/',
    ];
    await copy.run('vitest', 'run', ...folders);
  });
});

describe('a generator', () => {
  it('says what to do with a name or an option that it refuses, and writes nothing', async () => {
    expect(await refusalOf('@thalweg/repo:layer', 'gain')).toContain(
      "layer: the name must be new, got 'gain', which is in",
    );
    expect(await refusalOf('@thalweg/repo:layer', 'Gain')).toContain('Write it like moving-average.');
    expect(await refusalOf('@thalweg/repo:layer', 'other', '--stat')).toContain('got --stat. Choose from --state.');
    expect(await refusalOf('@thalweg/repo:layer', 'other', 'one')).toContain(
      "got 'one' besides. Leave the others out.",
    );
    expect(await refusalOf('@thalweg/repo:layer')).toContain(
      'layer: there must be a name, got none. Write it like npx',
    );
    expect(await copy.run('git', 'status', '--porcelain')).toBe('');
  });
});
