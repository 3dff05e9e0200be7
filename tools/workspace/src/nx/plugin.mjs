import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Endings of the files that other runs take than the fast one. */
const LATER = /\.(full|release)\.test\.ts$/;

/**
 * Gives every project of ours a target `lint`, and one `test` if it has fast tests. Both belong to executors that take all projects
 * whose result is not known in one process: starting one for each would take longer than the work.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '{packages,apps,tools}/*/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map(file => {
      const root = dirname(file);
      const sources = sourcesOf(join(workspaceRoot, root, 'src'));
      /** @type {Record<string, import('@nx/devkit').TargetConfiguration>} */
      const targets = {};
      if (sources.length > 0) targets['lint'] = { executor: 'workspace:lint', cache: true };
      if (sources.some(name => name.endsWith('.test.ts') && !LATER.test(name)))
        targets['test'] = { executor: 'workspace:tests', cache: true };
      return [file, { projects: { [root]: { root, targets } } }];
    }),
];

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sourcesOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  } catch {
    return [];
  }
}
