import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs npm in a folder with its own cache, and without network access unless an option allows it. */
export async function npm(folder: string, cache: string, ...options: readonly string[]): Promise<string> {
  // Under `npm test`, npm passes the workspace on to child processes.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|node_options$)/i.test(name));
  const env = { ...Object.fromEntries(inherited), npm_config_cache: cache, npm_config_offline: 'true' };
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
  const shell = process.platform === 'win32';
  const { stdout } = await run('npm', [...options, ...quiet], { cwd: folder, env, shell, maxBuffer: 2 ** 26 });
  return stdout;
}

/** Returns the folder of npm's cache of the user, which may have what is large. */
export function userCache(): string {
  return process.env['npm_config_cache'] ?? join(homedir(), '.npm');
}
