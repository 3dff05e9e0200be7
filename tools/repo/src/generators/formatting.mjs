import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Returns a task that formats the files that a generator has made or changed. Nx runs it when they are written.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @returns {() => void}
 */
export function formatting(tree) {
  const changed = tree.listChanges().filter(({ type }) => type !== 'DELETE');
  const files = changed.map(({ path }) => path).filter(path => /\.(ts|mjs|json)$/.test(path));
  return () =>
    void execFileSync(process.execPath, [join(tree.root, 'node_modules/oxfmt/bin/oxfmt'), ...files], {
      cwd: tree.root,
    });
}
