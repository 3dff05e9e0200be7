import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preview } from 'vite';

/** Whether a page is built for its users, or for its authors, with the checks of its framework. */
export type BuiltFor = 'production' | 'development';

/** Runs what the README of an example says to build its page. */
export async function buildPage(folder: string, builtFor: BuiltFor, outDir: string): Promise<void> {
  const env = { ...process.env, NODE_ENV: builtFor, NODE_OPTIONS: '' };
  const words = ['run', 'build', '--', '--outDir', outDir, '--mode', builtFor];
  await promisify(execFile)('npm', words, { cwd: folder, env, shell: process.platform === 'win32' });
}

/** Serves a folder of built files at a free port, below a folder of the address as a web server may have it. */
export async function serveFolder(outDir: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = await preview({
    configFile: false,
    root: join(outDir, '..'),
    build: { outDir },
    base: '/page/',
    logLevel: 'silent',
    preview: { port: 0, host: '127.0.0.1', open: false },
  });
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}
