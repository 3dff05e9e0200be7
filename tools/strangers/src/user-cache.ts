import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns the folder of npm's cache of the user, which may have what is large. */
export function userCache(): string {
  return process.env['npm_config_cache'] ?? join(homedir(), '.npm');
}
