import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const playground = fileURLToPath(new URL('../..', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

/** Builds an app, this one by default, for production into a folder, in a child process: in vitest’s environment Vite would make a development build. */
export async function buildApp(folder: string, app: string = playground): Promise<void> {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const options = ['build', app, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...options], { env });
}
