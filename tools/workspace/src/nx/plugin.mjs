import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { needNames } from '../needs.mjs';
import { LAWS, roomsOfLaws } from './rooms.mjs';

/** Endings of the files that other runs take than the fast one. */
const LATER = /\.(full|release)\.test\.ts$/;

/** A tag of a test that needs something of the system. */
const NEED = new RegExp(`@module-tag |\\btags: \\['(${needNames.join('|')})'`);

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
      const inRooms = rooms.map(({ folder }) => `${folder.slice(`${root}/src/`.length)}/`);
      const own = namesIn(join(workspaceRoot, root, 'src')).filter(
        name => !inRooms.some(room => name.startsWith(room)),
      );
      const projects = [
        [
          root,
          {
            root,
            implicitDependencies: rooms.map(({ name }) => name),
            targets: targetsOf(join(workspaceRoot, root, 'src'), own),
          },
        ],
        ...rooms.map(({ name, folder, dependencies }) => {
          const path = join(workspaceRoot, folder);
          return [
            folder,
            {
              root: folder,
              name,
              tags: ['layer:tool'],
              implicitDependencies: dependencies,
              targets: targetsOf(path, namesIn(path)),
            },
          ];
        }),
      ];
      return [file, { projects: Object.fromEntries(projects) }];
    }),
];

/**
 * @param {string} folder
 * @param {readonly string[]} names of the files in the folder
 */
function targetsOf(folder, names) {
  /** @type {Record<string, import('@nx/devkit').TargetConfiguration>} */
  const targets = {};
  if (names.length > 0) targets['lint'] = { executor: 'workspace:lint', cache: true };
  const tests = names.filter(name => name.endsWith('.test.ts') && !LATER.test(name));
  if (tests.length > 0) targets['test'] = { executor: 'workspace:tests', cache: true, inputs: inputsOf(folder, tests) };
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

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  } catch {
    return [];
  }
}
