import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The laws that compile operations, optimizers, layers and scans, in all of their rows. */
const LAWS = ['compiled/operations', 'compiled/optimizers', 'layers', 'recurrent', 'scan'].map(
  path => `laws/src/${path}`,
);

/** The folder that the processes of tests note their modules in; the program that starts them has none. */
const folder = process.env['MODULES_FOLDER'];

if (folder === undefined) print();
else note(join(folder, String(process.pid)));

/** Runs the laws, and prints how many different modules they compiled, and one digest of all of them. */
function print() {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const noted = mkdtempSync(join(tmpdir(), 'modules-'));
  const env = { ...process.env, LAWS_SEED: 'all', MODULES_FOLDER: noted, NODE_OPTIONS: `--import=${import.meta.url}` };
  const { status } = spawnSync('npx', ['vitest', 'run', '--mode', 'full', ...LAWS], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  const lines = readdirSync(noted).flatMap(file => readFileSync(join(noted, file), 'utf8').trim().split('\n'));
  rmSync(noted, { recursive: true });
  const modules = [...new Set(lines)].sort();
  console.log(`${modules.length} modules, digest ${createHash('sha256').update(modules.join('\n')).digest('hex')}`);
  process.exitCode = status ?? 1;
}

/**
 * Notes the digest of each module that this process compiles from now on.
 *
 * @param {string} file
 */
function note(file) {
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    /** @param {BufferSource} bytes */
    constructor(bytes) {
      super(bytes);
      const hash = createHash('sha256').update(ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes));
      appendFileSync(file, `${hash.digest('hex')}\n`);
    }
  };
}
