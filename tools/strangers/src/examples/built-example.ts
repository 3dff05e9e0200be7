import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { putExample } from './put-example.ts';

/** Builds a page for its users, or for its authors, with the checks of its framework. Returns the folder of the page. */
export async function builtWithVite(name: string, mode: 'production' | 'development'): Promise<string> {
  const folder = await putExample(inject('home'), name);
  await run('npm', ['run', 'build', '--', '--outDir', mode, '--mode', mode], folder, mode);
  return join(folder, mode);
}

/** Builds the Angular app as `ng build` does. Returns the folder of the page. */
export async function builtWithAngular(name: string): Promise<string> {
  const folder = await putExample(inject('home'), name, ['@angular/cli']);
  const program = fileURLToPath(new URL('run-target.ts', import.meta.url));
  const tsx = import.meta.resolve('tsx');
  await run(process.execPath, ['--import', tsx, program], folder, 'production');
  return join(folder, 'dist');
}

async function run(command: string, words: readonly string[], cwd: string, NODE_ENV: string): Promise<void> {
  const env = { ...process.env, NODE_ENV, NODE_OPTIONS: '' };
  await promisify(execFile)(command, words, { cwd, env, shell: process.platform === 'win32' });
}
