import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** The milliseconds after which nobody comes back to a layout. */
export const FORGOTTEN = 24 * 3600 * 1000;

/**
 * Returns a folder below `.nx` for what a tool remembers of files whose text has not changed. What a file means also depends on where
 * its imports lead, so each layout of the workspace has its own folders. Those that nobody used for a day are deleted.
 *
 * @param {string} name
 */
export function memoryOf(name, root = workspaceRoot) {
  const all = `${root}.nx/${name}`;
  const folder = `${all}/${layout(root)}`;
  mkdirSync(folder, { recursive: true });
  utimesSync(folder, new Date(), new Date());
  for (const other of readdirSync(all))
    if (Date.now() - statSync(`${all}/${other}`).mtimeMs > FORGOTTEN) rmSync(`${all}/${other}`, { recursive: true });
  return folder;
}

/**
 * Returns a digest of the names of all files, and of what says where the names in imports lead.
 *
 * @param {string} root
 */
function layout(root) {
  const hash = createHash('sha256');
  for (const name of ['package-lock.json', 'tsconfig.base.json']) hash.update(textOf(root + name));
  for (const group of ['packages', 'apps', 'tools', 'tools/types'])
    for (const name of readdirSync(root + group)) {
      const project = `${root}${group}/${name}`;
      hash.update(`${name}\n`).update(textOf(`${project}/package.json`));
      for (const sources of ['src', 'build', '.vitepress'])
        hash.update(namesIn(`${project}/${sources}`).sort().join('\n'));
    }
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} folder */
function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}

/** @param {string} path */
function textOf(path) {
  return existsSync(path) ? readFileSync(path) : '';
}
