import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A production build of the app in a temporary folder. */
export interface Built {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const app = fileURLToPath(new URL('../..', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

/** Builds the app in a child process: in vitest’s environment Vite would make a development build. */
export async function buildApp(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const options = ['build', app, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...options], { env });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
