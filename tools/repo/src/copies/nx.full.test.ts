import { appendFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => {
  copy = await copyWorkspace({ installs: false });
  await appendFile(`${copy.path}packages/nn/src/layers/dense.ts`, '\n// Another line.\n');
  await copy.commit('feat(nn): dense layers have another line');
});
afterAll(() => copy?.remove());

describe('nx test', () => {
  // A project whose own tests take no time.
  const planted = () => `${copy.path}tools/drawn/src/planted.test.ts`;
  const tested = () => copy.run('nx', 'run', '@thalweg/drawn:test', '--outputStyle=static');

  it('fails each time, and is not kept, if a hook or what nobody waits for fails', async () => {
    const lines = [
      `describe('group', () => { beforeAll(() => { throw new Error('hook'); }); it('waits', () => {}); });`,
      `it('leaves', () => void Promise.reject(new Error('late')));`,
    ];
    for (const line of [lines[0]!, ...lines]) {
      await writeFile(planted(), `import { beforeAll, describe, it } from 'vitest';\n${line}\n`);
      await expect(tested()).rejects.toThrow(/Error: (hook|late)/);
    }
    await rm(planted());
  });
});

describe('nx affected, after a commit to nn', () => {
  const affected = async (...options: string[]) =>
    JSON.parse(
      await copy.run('nx', 'show', 'projects', '--affected', '--base=HEAD~1', '--json', ...options),
    ) as string[];
  const named = (...names: string[]) => names.map(name => `@thalweg/${name}`);
  const above = [...named('nn', 'train'), 'digits', '@thalweg/repo'];
  const others = named('tensor', 'graph', 'optim', 'data');

  it('is nn and what builds on it, up to apps and tools', async () => {
    const projects = await affected();
    expect(projects).toEqual(expect.arrayContaining([...above, 'bench']));
    expect(projects.filter(project => others.includes(project))).toEqual([]);
  });

  it('runs the tests of those only', async () => {
    const projects = await affected('--withTarget=test');
    expect(projects).toEqual(expect.arrayContaining(above));
    expect(projects.filter(project => others.includes(project))).toEqual([]);
  });
});
