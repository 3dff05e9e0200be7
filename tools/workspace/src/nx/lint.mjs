import { folderOf, foldersOf, resultsOf, succeeds } from './batch.mjs';

/**
 * Checks the projects of a batch in one run of Oxlint. If it finds faults, no project of the batch counts as checked.
 *
 * @param {import('@nx/devkit').TaskGraph} taskGraph
 * @param {unknown} _inputs
 * @param {unknown} _overrides
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export function runBatch(taskGraph, _inputs, _overrides, context) {
  const folders = foldersOf(taskGraph, context);
  const success = succeeds(context.root, OXLINT, [...folders.values()]);
  return Promise.resolve(resultsOf(folders, () => success));
}

/**
 * Checks one project.
 *
 * @param {unknown} _options
 * @param {import('@nx/devkit').ExecutorContext} context
 */
export default function lint(_options, context) {
  return Promise.resolve({ success: succeeds(context.root, OXLINT, [folderOf(context)]) });
}

const OXLINT = 'node_modules/oxlint/bin/oxlint';
