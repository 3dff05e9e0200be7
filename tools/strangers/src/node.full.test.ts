import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { numbers, program } from './program.ts';
import { requireProgram } from './require-program.ts';
import { subpathsOf } from './subpaths.ts';

const home = inject('home');

/** The environment without the options that vitest gives to its own processes. */
function envOfNode(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

describe('Node', () => {
  it('runs a program that gives the right numbers, and ends', async () => {
    await writeFile(join(home, 'program.js'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], { cwd: home, env: envOfNode() });
    expect(JSON.parse(stdout)).toEqual(numbers);
  });

  it('takes the packages by require() too, as the same modules', async () => {
    await writeFile(join(home, 'require.js'), requireProgram());
    const { stdout } = await promisify(execFile)(process.execPath, ['require.js'], { cwd: home, env: envOfNode() });
    expect(Number(stdout)).toBeGreaterThan(50);
  });

  it.each(inject('packed'))('reaches the subpaths of $name, and no other module', ({ name, files }) => {
    const { resolve } = createRequire(join(home, 'program.js'));
    const folder = join(home, 'node_modules', name);
    const subpaths = subpathsOf(folder, files);
    if (name.startsWith('@')) expect(subpaths.get('.')).toBe('dist/index.js');
    if (name === 'thalweg') expect(subpaths.get('./graph')).toBe('dist/graph.js');
    for (const [subpath, file] of subpaths) expect(resolve(join(name, subpath))).toBe(join(folder, file));
    for (const file of files) {
      const [, path] = file.match(/^dist\/(.*)\.js$/) ?? [];
      if (path === undefined || subpaths.has(`./${path}`)) continue;
      expect(() => resolve(`${name}/${path}`), path).toThrow(/is not defined by "exports"|Cannot find module/);
    }
  });
});
