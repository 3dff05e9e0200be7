import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the peers’ packages and scripts, outside the workspace so that nothing depends on them. */
export const PEERS_FOLDER = fileURLToPath(new URL('../../peers/', import.meta.url));

/** The system’s Python, which has Debian’s packages. The PATH may begin with another one. */
export const PYTHON = '/usr/bin/python3';

/** PyTorch and a BLAS for it: with the default BLAS its matrix products take nine times as long. */
const DEBIAN_PACKAGES = ['python3-torch', 'libopenblas0-openmp'];

/** Returns an installation that is tried once. Later calls do nothing, or fail with the first error. */
export function once(install: () => void): () => void {
  let outcome: { readonly error?: unknown } | undefined;
  return () => {
    if (outcome === undefined)
      try {
        install();
        outcome = {};
      } catch (error) {
        outcome = { error };
      }
    if ('error' in outcome) throw outcome.error;
  };
}

/** Installs the peers that are npm packages, unless the required versions are present. */
export function installNpmPeers(): void {
  const { dependencies } = readPackage(`${PEERS_FOLDER}package.json`);
  const present = Object.entries(dependencies!).every(([name, version]) => {
    const path = `${PEERS_FOLDER}node_modules/${name}/package.json`;
    return existsSync(path) && readPackage(path).version === version;
  });
  if (present) return;
  console.error('Installing the peers …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--fetch-retries=1', '--loglevel=error']);
}

/** Installs PyTorch for the system’s Python. If that fails, an existing PyTorch with any BLAS is accepted. */
export function installPyTorch(): void {
  if (succeeds('dpkg-query', ['--show', ...DEBIAN_PACKAGES])) return;
  console.error(`Installing ${DEBIAN_PACKAGES.join(' and ')} …`);
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '--non-interactive', 'apt-get'];
  try {
    run(apt[0]!, [...apt.slice(1), '-qq', 'update']);
    run(apt[0]!, [...apt.slice(1), '-qq', 'install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES]);
  } catch (error) {
    if (!succeeds(PYTHON, ['-c', 'import torch'])) throw error;
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Runs a command to its end. Throws the first error that it prints. */
function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd: PEERS_FOLDER, stdio: 'pipe', encoding: 'utf8' });
  if (status === 0) return;
  const reason = error?.message ?? stderr.split('\n').find(line => /error|^E:/i.test(line)) ?? `status ${status}`;
  throw new Error(`${command} failed: ${reason}`);
}

function readPackage(path: string): { readonly version?: string; readonly dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof readPackage>;
}
