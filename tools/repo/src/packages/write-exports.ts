import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { packageExports } from './package-exports.ts';
import { root } from '../root.ts';
import { scopedPackages } from './scoped-packages.ts';
import { wholePackage } from './whole-package.ts';

const written: string[] = [];

// Writes the `exports` of every package.json from the indexes, and then the package that exports all of them again: run it
// with `npm run exports`.
for (const name of scopedPackages()) {
  const path = `${root}packages/${name}/package.json`;
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  content['exports'] = packageExports(`packages/${name}`);
  await write(path, JSON.stringify(content));
}

const files = wholePackage();
const sources = `${root}packages/thalweg/src`;
const present = existsSync(sources) ? readdirSync(sources, { recursive: true, encoding: 'utf8' }) : [];
for (const path of present.filter(each => each.endsWith('.ts') && !/^(command\.ts|one-file\/.*)$/.test(each)))
  if (!files.has(`packages/thalweg/src/${path}`)) await rm(`${sources}/${path}`);
for (const [path, text] of files) await write(root + path, text);

execFileSync(`${root}node_modules/.bin/oxfmt`, written, { cwd: root });

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  written.push(path);
}
