import { folderOf, foldersOf, resultsOf, succeeds } from './batch.mjs';

/**
 * Options of the target `lint` of a project.
 *
 * @typedef {object} Options
 * @property {readonly string[]} [besides] Folders that are no part of a project, and are checked with this one.
 */

/**
 * Checks the projects of a batch in one run of Oxlint. If it finds faults, no project of the batch counts as checked.
 *
 * @param {import('@nx/devkit').TaskGraph} taskGraph
 * @param {Readonly<Record<string, Options>>} options by the ids of the tasks
 * @param {unknown} _overrides
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export function runBatch(taskGraph, options, _overrides, context) {
  const folders = foldersOf(taskGraph, context);
  const besides = Object.values(options).flatMap(({ besides = [] }) => besides);
  const success = succeeds(context.root, OXLINT, [...folders.values(), ...besides]);
  return Promise.resolve(resultsOf(folders, () => success));
}

/**
 * Checks one project.
 *
 * @param {Options} options
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export default function lint({ besides = [] }, context) {
  return Promise.resolve({ success: succeeds(context.root, OXLINT, [folderOf(context), ...besides]) });
}

const OXLINT = 'node_modules/oxlint/bin/oxlint';
