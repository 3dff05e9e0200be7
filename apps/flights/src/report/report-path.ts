import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StateError } from '@thalweg/train';

/**
 * Checks that a report can be written to a path, before the work begins.
 *
 * - **Throws** `StateError` if it is a folder, or its folder does not exist or cannot be written
 */
export function checkReportPath(path: string): void {
  const advice = 'Give a file in a folder that exists.';
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new StateError('--report', 'it must be a file', `the folder ${path}`, advice);
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (cause) {
    throw new StateError('--report', 'its folder must exist and be writable', path, advice, { cause });
  }
}
