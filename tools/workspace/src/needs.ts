import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** A program, a library or data of the system that some tests need. */
interface Need {
  /** The package of Debian that brings it. */
  readonly debian: string;
  readonly present: () => boolean;
}

const program = (name: string): Need => ({
  debian: name,
  present: () => (process.env['PATH'] ?? '').split(delimiter).some(folder => executable(join(folder, name))),
});

const python = (module: string): Need => ({
  debian: `python3-${module}`,
  present: () => succeeds('/usr/bin/python3', ['-c', `import importlib.util as u, sys; sys.exit(u.find_spec('${module}') is None)`]), // prettier-ignore
});

/** A library is loaded by a process that ends, as it would stay loaded in this one. */
const library = (debian: string, file: string): Need => ({
  debian,
  present: () => {
    const koffi = createRequire(import.meta.url).resolve('koffi');
    return succeeds(process.execPath, ['-e', `require(${JSON.stringify(koffi)}).load(${JSON.stringify(file)})`]);
  },
});

const needs = {
  chromium: program('chromium'),
  firefox: program('firefox-esr'),
  nats: program('nats-server'),
  lz4: program('lz4'),
  zstd: program('zstd'),
  blas: library('libopenblas0-openmp', 'libopenblas.so.0'),
  safetensors: python('safetensors'),
  pandas: python('pandas'),
  onnx: python('onnx'),
  onnxruntime: python('onnxruntime'),
  'onnx-data': { debian: 'libonnx-testdata', present: () => existsSync('/usr/share/libonnx-testdata') },
} as const satisfies Readonly<Record<string, Need>>;

/** What a test may need of the system. It is the tag of the test, by which it is skipped where that is missing. */
export type NeedName = keyof typeof needs;

/** The names of all needs. */
export const needNames = Object.keys(needs) as readonly NeedName[];

/** True in a run that behaves as on a machine with Node alone: it takes all needs as missing. */
export const bare: boolean = process.env['TEST_BARE'] === '1';

/** Returns the needs that this machine lacks. */
export function missingNeeds(): readonly NeedName[] {
  return needNames.filter(name => bare || !needs[name].present());
}

/** Returns the command that installs what is needed, on Debian. */
export function installCommand(names: readonly NeedName[]): string {
  return `apt-get install --no-install-recommends ${names.map(name => needs[name].debian).join(' ')}`;
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
