// The seed by which the fast run draws rows of the laws. `node tools/drawn/src/seed.mjs` prints it, as Nx asks before it takes a
// result from its cache.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The seed: `LAWS_SEED`, or else the commit, or else the same for all. */
export const seed = process.env['LAWS_SEED'] ?? commit() ?? 'none';

function commit() {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short=12', 'HEAD'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(seed);
