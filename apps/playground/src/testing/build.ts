import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const app = fileURLToPath(new URL('../..', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

let building: Promise<string> | undefined;

/**
 * Returns the folder of a production build of the app. The files of tests that share a process share the build, which is
 * deleted after the run.
 */
export function builtFolder(): Promise<string> {
  return (building ??= build());
}

/** Builds the app in a child process: in vitest’s environment Vite would make a development build. */
async function build(): Promise<string> {
  const folder = await mkdtemp(join(inject('builds'), 'build-'));
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const options = ['build', app, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...options], { env });
  return folder;
}
