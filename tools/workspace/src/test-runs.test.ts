import { readdirSync, readFileSync } from 'node:fs';
import { createProjectGraphAsync, type ProjectGraph } from '@nx/devkit';
import { createFilter } from 'vite';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ViteUserConfigFnObject } from 'vitest/config';
import { root } from './root.ts';

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };

/** Each command with the modes of vitest that it runs. */
const runs = { test: ['test'], 'test:slow': ['slow', 'timing'], 'test:long': ['long'] };

let graph: ProjectGraph;
beforeAll(async () => {
  graph = await createProjectGraphAsync();
});
afterEach(() => void vi.unstubAllEnvs());

/** The folders of projects that hold a file named like a test, and those files. */
const projects = ['packages', 'apps', 'tools'].flatMap(group =>
  readdirSync(root + group, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => ({ folder: `${group}/${name}`, files: testsIn(`${root}${group}/${name}`) }))
    .filter(({ files }) => files.length > 0),
);

function testsIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const tests = entries.filter(name => /\.test\.[a-z]+$/.test(name) && !/(^|\/)(node_modules|dist)\//.test(name));
  return tests.map(name => `${folder}/${name}`);
}

/** The files that a project runs in a mode. */
async function taken(folder: string, files: readonly string[], mode: string): Promise<string[]> {
  const { default: config } = (await import(`${root}${folder}/vitest.config.ts`)) as {
    default: ViteUserConfigFnObject;
  };
  // A run of the whole workspace has set it to its own.
  vi.stubEnv('VITEST_RUN_MODE', mode);
  const { include, exclude } = config({ mode, command: 'serve' }).test!;
  return files.filter(createFilter(include, exclude, { resolve: root + folder }));
}

describe.each(projects)('$folder', ({ folder, files }) => {
  it('runs every test file in exactly one of the three commands', async () => {
    const modes = await Promise.all(
      Object.values(runs)
        .flat()
        .map(mode => taken(folder, files, mode)),
    );
    expect(modes.flat().sort()).toEqual([...files].sort());
  });

  it('has a test target, if it has fast tests', async () => {
    const project = Object.values(graph.nodes).find(({ data }) => data.root === folder)!;
    expect('test' in project.data.targets!).toBe((await taken(folder, files, 'test')).length > 0);
  });
});

it('npm test asks for the test target of every project, the others for the other modes', () => {
  expect(scripts['test']).toMatch(/nx run-many -t [a-z -]*\btest"/);
  for (const command of ['test:slow', 'test:long'] as const)
    for (const mode of runs[command]) expect(scripts[command]).toContain(`"vitest run --mode ${mode}"`);
});
