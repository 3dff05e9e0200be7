import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { needNames } from '../needs.mjs';

/** Endings of the files that other runs take than the fast one. */
const LATER = /\.(full|release)\.test\.ts$/;

/** A tag of a test that needs something of the system. */
const NEED = new RegExp(`@module-tag |\\btags: \\['(${needNames.join('|')})'`);

/**
 * Gives every project of ours a target `lint`, and one `test` if it has fast tests. Both belong to executors that take all projects
 * whose results are not known in one process: starting one for each would take longer than the work. The results of tests that need
 * something of the system are those of this machine, and the results of tests that draw rows are those of a seed.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '{packages,apps,tools}/*/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map(file => {
      const root = dirname(file);
      const sources = join(workspaceRoot, root, 'src');
      const names = namesIn(sources);
      /** @type {Record<string, import('@nx/devkit').TargetConfiguration>} */
      const targets = {};
      if (names.length > 0) targets['lint'] = { executor: 'workspace:lint', cache: true };
      const tests = names.filter(name => name.endsWith('.test.ts') && !LATER.test(name));
      if (tests.length > 0)
        targets['test'] = { executor: 'workspace:tests', cache: true, inputs: inputsOf(sources, tests) };
      return [file, { projects: { [root]: { root, targets } } }];
    }),
];

/**
 * @param {string} folder
 * @param {readonly string[]} tests
 */
function inputsOf(folder, tests) {
  const needs = tests.some(name => NEED.test(readFileSync(join(folder, name), 'utf8')));
  const draws = tests.some(name => name.endsWith('.drawn.test.ts'));
  return ['default', '^production', 'references', ...(needs ? ['system'] : []), ...(draws ? ['seed'] : [])];
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  } catch {
    return [];
  }
}
