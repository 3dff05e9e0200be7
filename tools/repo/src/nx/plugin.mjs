import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAWS, roomsOfLaws } from './rooms.mjs';

/** Endings of the files that other runs take than the fast one. */
const LATER = /\.(full|release)\.test\.ts$/;

/** The tags of tests that need something of the system. */
const NEED = /@module-tag |, \{ tags: /;

/**
 * Gives every project of ours a target `lint`, and one `test` if it has fast tests. Both belong to executors that take all projects
 * whose results are not known in one process: starting one for each would take longer than the work. The results of tests that need
 * something of the system are those of this machine, and the results of tests that draw rows are those of a seed.
 *
 * The laws are of all packages, so each room of theirs is a project: a change of one package runs the laws that know it.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  '{packages,apps,tools}/*/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map(file => {
      const root = dirname(file);
      const rooms = root === LAWS ? roomsOfLaws(workspaceRoot) : [];
      const names = namesIn(join(workspaceRoot, root, 'src'), rooms.length === 0);
      const implicitDependencies = rooms.map(({ name }) => name);
      /** @type {Record<string, import('@nx/devkit').ProjectConfiguration>} */
      const projects = {
        [root]: { root, implicitDependencies, targets: targetsOf(join(workspaceRoot, root, 'src'), names) },
      };
      for (const { name, folder, dependencies } of rooms) {
        const path = join(workspaceRoot, folder);
        const targets = targetsOf(path, namesIn(path));
        projects[folder] = { root: folder, name, tags: ['layer:tool'], implicitDependencies: dependencies, targets };
      }
      return [file, { projects }];
    }),
];

/**
 * @param {string} folder
 * @param {readonly string[]} names of the files in the folder
 */
function targetsOf(folder, names) {
  /** @type {Record<string, import('@nx/devkit').TargetConfiguration>} */
  const targets = {};
  if (names.length > 0) targets['lint'] = { executor: '@thalweg/repo:lint', cache: true };
  const tests = names.filter(name => name.endsWith('.test.ts') && !LATER.test(name));
  if (tests.length > 0)
    targets['test'] = { executor: '@thalweg/repo:tests', cache: true, inputs: inputsOf(folder, tests) };
  return targets;
}

/**
 * @param {string} folder
 * @param {readonly string[]} tests
 */
function inputsOf(folder, tests) {
  const needs = tests.some(name => NEED.test(readFileSync(join(folder, name), 'utf8')));
  const draws = tests.some(name => name.endsWith('.drawn.test.ts'));
  return ['default', '^production', 'references', ...(needs ? ['system'] : []), ...(draws ? ['seed'] : [])];
}

/**
 * @param {string} folder
 * @param {boolean} recursive false for those of the folder itself
 */
function namesIn(folder, recursive = true) {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  } catch {
    return [];
  }
}
