import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject } from './create-project.ts';
import { templates } from './templates.ts';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'create-thalweg-'));
});
afterEach(() => rm(place, { recursive: true }));

const ownManifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe.each(templates)('a project of the template $name', ({ name }) => {
  it('has a manifest with its name and this version, a README, and one main file that npm start runs', async () => {
    const path = await createProject(join(place, 'My App'), name);
    expect(path).toBe(join(place, 'My App'));
    const manifest: unknown = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'my-app',
      private: true,
      type: 'module',
      scripts: { start: name === 'page' ? 'vite' : 'node main.js' },
      dependencies: { thalweg: `^${ownManifest.version}`, rxjs: '^7.8.2' },
    });
    const readme = await readFile(join(path, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# My App\n/);
    expect(await readdir(path)).toEqual(expect.arrayContaining(['.gitignore', 'main.js']));
    for (const file of await readdir(path))
      expect(await readFile(join(path, file), 'utf8'), file).not.toMatch(/\{\{\w+\}\}/);
  });
});

describe('createProject', () => {
  it('takes an empty folder, and one with nothing but a repository', async () => {
    await mkdir(join(place, '.git'));
    await createProject(place, 'script');
    expect(await readdir(place)).toContain('main.js');
  });

  it('refuses a folder that is not empty, and leaves it as it is', async () => {
    await writeFile(join(place, 'notes.txt'), 'mine');
    await expect(createProject(place, 'script')).rejects.toThrow(/: the folder '.*' must be empty, got notes\.txt\. /);
    expect(await readdir(place)).toEqual(['notes.txt']);
  });

  it('refuses a file in place of a folder', async () => {
    await writeFile(join(place, 'app'), '');
    await expect(createProject(join(place, 'app'), 'script')).rejects.toThrow(/must be a folder, got EEXIST/);
  });

  it('refuses a template that it does not have, and writes nothing', async () => {
    await expect(createProject(join(place, 'app'), 'scripts')).rejects.toThrow(
      "create-thalweg: the template must be one of script, table, service, page, got 'scripts'.",
    );
    expect(await readdir(place)).toEqual([]);
  });

  it('makes a name that npm takes of any name of a folder', async () => {
    const path = await createProject(join(place, '__Ünïcode & more!'), 'script');
    const { name } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as { name: string };
    expect(name).toMatch(/^[a-z][a-z\d-]*[a-z\d]$/);
  });
});
