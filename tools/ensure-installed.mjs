// Installs what the lock file names if some of it is missing, so that a fresh clone needs no other command.
// It runs before anything is installed, hence no dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// npm leaves this copy of the lock file at the end of a complete installation.
const record = `${root}node_modules/.package-lock.json`;

/** @type {(path: string) => Record<string, { version: string, optional?: boolean }>} */
const packagesIn = path => JSON.parse(readFileSync(path, 'utf8')).packages;

function isInstalled() {
  if (!existsSync(record)) return false;
  const present = packagesIn(record);
  return Object.entries(packagesIn(`${root}package-lock.json`)).every(
    // The workspace itself (the empty path) is not recorded; optional packages may be for another system.
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

if (!isInstalled()) {
  console.error('Installing what the lock file names …');
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (status !== 0) {
    console.error('npm ci failed: run it by hand to see why.');
    process.exit(1);
  }
}
