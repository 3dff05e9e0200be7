import { existsSync, readFileSync, rmSync } from 'node:fs';
import { folderOf, foldersOf, resultsOf, succeeds } from './batch.mjs';

/**
 * Runs the fast tests of all projects of a batch in one run of Vitest, whose reporter writes the counts of each project to a file.
 *
 * @param {import('@nx/devkit').TaskGraph} taskGraph
 * @param {unknown} _inputs
 * @param {unknown} _overrides
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export function runBatch(taskGraph, _inputs, _overrides, context) {
  const folders = foldersOf(taskGraph, context);
  return Promise.resolve(resultsOf(folders, testsIn([...folders.values()], context.root)));
}

/**
 * Runs the fast tests of one project.
 *
 * @param {unknown} _options
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export default function runTests(_options, context) {
  const folder = folderOf(context);
  return Promise.resolve({ success: testsIn([folder], context.root)(folder) });
}

/** The name of the counts of errors outside of tests, of which nobody knows the project. */
const OUTSIDE = 'outside';

/**
 * @param {readonly string[]} folders
 * @param {string} root
 * @returns {(folder: string) => boolean}
 */
function testsIn(folders, root) {
  /** @param {string} name */
  const countsOf = name => `${root}/.nx/tests/test/${name}.json`;
  /** @param {string} name */
  const passed = name => existsSync(countsOf(name)) && JSON.parse(readFileSync(countsOf(name), 'utf8')).failed === 0;
  for (const name of [...folders, OUTSIDE]) rmSync(countsOf(name), { force: true });
  const ended = succeeds(root, 'node_modules/vitest/vitest.mjs', ['run', ...folders.map(folder => `${folder}/`)]);
  // A failure without a count is one of each project.
  const known = ended || [...folders, OUTSIDE].some(name => existsSync(countsOf(name)) && !passed(name));
  return folder => known && passed(folder) && passed(OUTSIDE);
}
