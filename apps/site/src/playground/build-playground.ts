import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectAddresses, root } from '../repository/addresses.ts';
import { addressTags, withTags } from '../head/head.ts';

/** Builds the playground into a folder of the site; its pages link to the documentation one folder above. */
export async function buildPlayground(folder: string): Promise<void> {
  // The site is built by another version of Vite, inside VitePress.
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const options = ['build', `${root}apps/playground`, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...options], {
    cwd: root,
    env: { ...process.env, VITE_DOCUMENTATION: '../' },
  });
  const page = `${folder}/index.html`;
  await writeFile(
    page,
    withTags(await readFile(page, 'utf8'), addressTags('playground/', projectAddresses().homepage)),
  );
}
