// Programs, libraries and data of the system that some tests need. `node tools/repo/src/runs/needs.mjs` prints the names of those
// that this machine has, which Nx asks for: results on another machine are not results on this one. `… missing` prints the packages
// of Debian that bring the others.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Need
 * @property {string} debian The package of Debian that brings it.
 * @property {() => boolean} present
 */

const here = fileURLToPath(new URL('.', import.meta.url));

const PYTHON = '/usr/bin/python3';

/** @type {(debian: string, ...others: readonly string[]) => Need} */
const program = (debian, ...others) => ({
  debian,
  present: () => {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    return [debian, ...others].some(name => folders.some(folder => executable(join(folder, name))));
  },
});

/** @type {(module: string, debian?: string) => Need} */
const python = (module, debian = module) => ({
  debian: `python3-${debian}`,
  present: () => succeeds(PYTHON, '-c', `import importlib.util as u, sys; sys.exit(u.find_spec("${module}") is None)`),
});

/**
 * A library is loaded by a process that ends, as it would stay loaded in this one. Nothing loads it before `npm ci`.
 *
 * @type {(debian: string, file: string) => Need}
 */
const library = (debian, file) => ({
  debian,
  present: () => {
    const load = `require('koffi').load(${JSON.stringify(file)})`;
    return spawnSync(process.execPath, ['-e', load], { cwd: here, stdio: 'ignore' }).status === 0;
  },
});

/** @satisfies {Readonly<Record<string, Need>>} */
const needs = {
  chromium: program('chromium-headless-shell', 'chromium'),
  // The build without windows keeps no page that was left.
  'whole-chromium': program('chromium'),
  firefox: program('firefox-esr'),
  nats: program('nats-server'),
  lz4: program('lz4'),
  zstd: program('zstd'),
  blas: library('libopenblas0-openmp', 'libopenblas.so.0'),
  llvm: library('libllvm19', 'libLLVM.so.19.1'),
  safetensors: python('safetensors'),
  pandas: python('pandas'),
  pillow: python('PIL', 'pil'),
  onnx: python('onnx'),
  onnxruntime: python('onnxruntime'),
  'onnx-data': { debian: 'libonnx-testdata', present: () => existsSync('/usr/share/libonnx-testdata') },
};

/**
 * The name of something that a test needs.
 *
 * @typedef {keyof typeof needs} NeedName
 */

/**
 * The names of all needs. A test that needs something of the system has its name as a tag, and is skipped where that is missing.
 *
 * @type {readonly NeedName[]}
 */
export const needNames = /** @type {NeedName[]} */ (Object.keys(needs));

/** True in a run that behaves as on a machine with Node alone: it takes all needs as missing. */
export const bare = process.env['TEST_BARE'] === '1';

/**
 * Returns the names of the needs that this machine lacks.
 *
 * @returns {readonly NeedName[]}
 */
export function missingNeeds() {
  return needNames.filter(name => bare || !needs[name].present());
}

/**
 * Returns the command that installs what is needed, on Debian.
 *
 * @param {readonly NeedName[]} names
 */
export function installCommand(names) {
  return `apt-get install --no-install-recommends ${debianOf(names).join(' ')}`;
}

/** @param {readonly NeedName[]} names */
function debianOf(names) {
  return names.map(name => needs[name].debian);
}

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @type {(command: string, ...args: readonly string[]) => boolean} */
function succeeds(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = missingNeeds();
  const names = process.argv[2] === 'missing' ? debianOf(missing) : needNames.filter(name => !missing.includes(name));
  console.log(names.join(' '));
}
