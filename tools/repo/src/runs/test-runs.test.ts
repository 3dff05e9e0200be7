import { readdirSync, readFileSync } from 'node:fs';
import { createProjectGraphAsync, type ProjectGraph } from '@nx/devkit';
import { createFilter } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UserWorkspaceConfig } from 'vitest/config';
import { projectFolderOf } from '../nx/rooms.mjs';
import { root } from '../root.ts';
import { LONGEST } from './longest-first.ts';

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };

const modes = ['test', 'full', 'release'] as const;

/** All files that are named like tests, from the workspace's folder on. */
const files = ['packages', 'apps', 'tools'].flatMap(group =>
  readdirSync(root + group, { recursive: true, encoding: 'utf8' })
    .map(path => `${group}/${path}`)
    .filter(path => /\.test\.[a-z]+$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path)),
);

/** The files that a run takes. */
async function taken(mode: (typeof modes)[number]): Promise<readonly string[]> {
  const { default: config } = (await import(`${root}vitest.config.ts`)) as {
    default: (env: {
      mode: string;
      command: 'serve';
    }) => Promise<{ test: { projects: readonly UserWorkspaceConfig[] } }>;
  };
  const { projects } = (await config({ mode, command: 'serve' })).test;
  const accepts = projects.map(({ test }) => createFilter(test!.include, test!.exclude, { resolve: root }));
  return files.filter(file => accepts.filter(accept => accept(root + file)).length === 1);
}

const expected: Readonly<Record<(typeof modes)[number], (file: string) => boolean>> = {
  test: file => !/\.(full|release)\.test\.ts$/.test(file),
  full: file => /\.(full|drawn)\.test\.ts$/.test(file),
  release: file => /\.(release|drawn\.full)\.test\.ts$/.test(file),
};

describe('the three runs', () => {
  it.each(modes)('%s takes the files that are named for it', async mode => {
    expect(await taken(mode)).toEqual(files.filter(expected[mode]));
  });

  it('take every file, and only drawn ones twice', () => {
    const runsOf = (file: string) => modes.filter(mode => expected[mode](file));
    expect(files.length).toBeGreaterThan(900);
    for (const file of files) expect(runsOf(file), file).toHaveLength(/\.drawn\.(full\.)?test\.ts$/.test(file) ? 2 : 1);
  });

  it('begin with files that are there', () => {
    expect(LONGEST.filter(file => !files.includes(file))).toEqual([]);
  });

  it('are commands', () => {
    expect(scripts['test']).toMatch(/nx run-many -t [a-z -]*\btest"/);
    for (const mode of ['full', 'release'] as const)
      expect(scripts[`test:${mode}`]).toContain(`vitest run --mode ${mode}"`);
  });
});

describe('files that draw', () => {
  it('are named for it, as the next run takes all of their rows', () => {
    const namesIn = (file: string): string => {
      const text = readFileSync(root + file, 'utf8');
      return /^import \{([^}]*)\} from '@thalweg\/drawn'/m.exec(text)?.[1] ?? '';
    };
    const callersOf = (name: RegExp) => files.filter(file => name.test(namesIn(file)));
    const [early, late] = [callersOf(/takenR/), callersOf(/landingR/)];
    expect(early.length).toBeGreaterThan(20);
    expect(early.filter(file => !file.endsWith('.drawn.test.ts'))).toEqual([]);
    expect(late.length).toBeGreaterThan(2);
    expect(late.filter(file => !file.endsWith('.drawn.full.test.ts'))).toEqual([]);
  });
});

describe('Nx', () => {
  let graph: ProjectGraph;
  beforeAll(async () => {
    graph = await createProjectGraphAsync();
  });

  /** The target `test` of the project in a folder, if it has one. */
  const targetOf = (folder: string) =>
    Object.values(graph.nodes).find(({ data }) => data.root === folder)!.data.targets!['test'];

  it('has a target for the fast tests of each project that has some', () => {
    const folders = [...new Set(files.filter(expected.test).map(file => projectFolderOf(file)))];
    expect(folders.length).toBeGreaterThan(35);
    expect(folders.filter(folder => targetOf(folder) === undefined)).toEqual([]);
  });

  it('asks for what the system has where a fast test needs it, and for the seed where rows are drawn', () => {
    const inputs = (folder: string) => JSON.stringify(targetOf(folder)!.inputs);
    expect(inputs('packages/tensor')).toMatch(/"system"/);
    expect(inputs('tools/laws/src/operations')).toMatch(/"seed"/);
    expect(inputs('packages/optim')).not.toMatch(/"(seed|system)"/);
    // Its tests take longest: on a machine with everything they are not repeated after the run with Node alone.
    expect(inputs('tools/repo')).toMatch(/"seed"/);
    expect(inputs('tools/repo')).not.toMatch(/"system"/);
  });
});
