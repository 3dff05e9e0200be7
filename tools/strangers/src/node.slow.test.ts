import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { numbers, program } from './program.ts';

const home = inject('home');

describe('Node', () => {
  it('runs a program that gives the right numbers, and ends', async () => {
    await writeFile(join(home, 'program.js'), program);
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], { cwd: home, env });
    expect(JSON.parse(stdout)).toEqual(numbers);
  });

  it.each(inject('packed'))('reaches the modules of $name, but no internal ones', ({ name, files }) => {
    const { resolve } = createRequire(join(home, 'program.js'));
    for (const file of files) {
      const [, path] = file.match(/^dist\/(.*)\.js$/) ?? [];
      if (path === undefined) continue;
      const reach = () => resolve(`${name}/${path}`);
      if (path.startsWith('internal/')) expect(reach, path).toThrow('is not defined by "exports"');
      else expect(reach()).toBe(join(home, 'node_modules', name, file));
    }
  });
});
