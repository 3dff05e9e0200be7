import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject, CreationError, templates } from './create-project.ts';
import { nextSteps } from './command-line.ts';

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

  it.each([
    'a b',
    `a"b'c`,
    '$(touch pwned)',
    '`touch pwned`',
    '..hidden',
    '-rf',
    '{{version}}',
    'node_modules',
    '\u202eab\x1b]0;x\x07',
    'sub/../app',
    'x'.repeat(255),
  ])('writes into %j and nowhere else, with a name that npm takes', async folder => {
    const path = await createProject(join(place, folder), 'script');
    const { name } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as { name: string };
    expect(name).toMatch(/^[a-z\d]([a-z\d-]{0,212}[a-z\d])?$/);
    expect(await readdir(place)).toEqual([basename(path)]);
  });

  it('fills an empty folder that a link leads to, and refuses links to a file or to nothing', async () => {
    await mkdir(join(place, 'real'));
    await writeFile(join(place, 'file'), 'mine');
    for (const to of ['real', 'file', 'nothing']) await symlink(join(place, to), join(place, `to-${to}`));
    await createProject(join(place, 'to-real'), 'script');
    expect(await readdir(join(place, 'real'))).toContain('main.js');
    for (const link of ['to-file', 'to-nothing'])
      await expect(createProject(join(place, link), 'script')).rejects.toThrow(CreationError);
    expect(await readFile(join(place, 'file'), 'utf8')).toBe('mine');
  });

  it('refuses a name that no file system has, in words', async () => {
    await expect(createProject(join(place, 'x'.repeat(300)), 'script')).rejects.toThrow(
      /must be a folder, got ENAMETOOLONG/,
    );
    await expect(createProject(`${place}/a\0b`, 'script')).rejects.toThrow(CreationError);
  });

  it.each([
    ['my-app', 'cd my-app && '],
    ['', '  npm install'],
    ['a b', "cd 'a b' && "],
    ['$(touch pwned)', "cd '$(touch pwned)' && "],
    ["it's `x`", String.raw`cd 'it'\''s \`x\`' && `.replaceAll('\\`', '`')],
    ['-rf', "cd ./'-rf' && "],
    ['a\n\x1b]0;b', "cd 'a??]0;b' && "],
  ])('says how to enter %j, which a shell takes as a name', (path, enter) => {
    expect(nextSteps(path)).toContain(enter);
  });
});
