import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the peers’ packages and scripts, outside the workspace so that nothing depends on them. */
export const PEERS_FOLDER = fileURLToPath(new URL('../../peers/', import.meta.url));

/** The system’s Python, which has Debian’s packages. The PATH may begin with another one. */
export const PYTHON = '/usr/bin/python3';

/** A BLAS for PyTorch and libtorch: with the default BLAS their matrix products take nine times as long. */
export const BLAS_PACKAGE = 'libopenblas0-openmp';

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
  try {
    installDebian(['python3-torch', BLAS_PACKAGE]);
  } catch (error) {
    if (!succeeds(PYTHON, ['-c', 'import torch'])) throw error;
  }
}

/** Installs packages of Debian, unless all are present. */
export function installDebian(packages: readonly string[]): void {
  if (succeeds('dpkg-query', ['--show', ...packages])) return;
  console.error(`Installing ${packages.join(', ')} …`);
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '--non-interactive', 'apt-get'];
  run(apt[0]!, [...apt.slice(1), '-qq', 'update']);
  run(apt[0]!, [...apt.slice(1), '-qq', 'install', '-y', '--no-install-recommends', ...packages]);
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Runs a command in the folder of the peers to its end. Throws the first error that it prints. */
export function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd: PEERS_FOLDER, stdio: 'pipe', encoding: 'utf8' });
  if (status === 0) return;
  const reason = error?.message ?? stderr.split('\n').find(line => /error|^E:/i.test(line)) ?? `status ${status}`;
  throw new Error(`${command} failed: ${reason}`);
}

function readPackage(path: string): { readonly version?: string; readonly dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof readPackage>;
}
