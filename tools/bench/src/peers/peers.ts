import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { programOptions } from '@thalweg/programs/program';
import { relaxed } from '@thalweg/wasm';
import type { Kind } from './workloads.ts';

/** An implementation that workloads are timed on, in its own process. */
export interface Peer {
  readonly name: string;
  /** True for our own runners. */
  readonly ours?: boolean;
  /** The kinds of workloads that it supports. */
  readonly kinds: readonly Kind[];
  /** The command that starts its process. */
  readonly command: readonly string[];
  /** Installs the peer if needed. Throws if it cannot be started. */
  readonly install?: () => void;
}

const RECURRENT: readonly Kind[] = ['sequences', 'events'];

const ALL: readonly Kind[] = [
  'network',
  'examples',
  'images',
  ...RECURRENT,
  'transformer',
  'embedding',
  'prediction',
  'product',
  'batched product',
  'circuit',
  'subscribed circuit',
  'subscribers',
  'logistic',
  'hashed',
];

const PRODUCTS: readonly Kind[] = ['product', 'batched product'];

const LIBRARY: readonly Kind[] = ['network', 'images', 'prediction', ...PRODUCTS, 'circuit'];

/** The folder of the peers’ packages and scripts, outside the workspace so that nothing depends on them. */
const PEERS_FOLDER = fileURLToPath(new URL('../../peers/', import.meta.url));

/** The system’s Python, which has Debian’s packages. The PATH may begin with another one. */
export const PYTHON = '/usr/bin/python3';

/** A BLAS for PyTorch and libtorch: with the default BLAS their matrix products take nine times as long. */
const BLAS_PACKAGE = 'libopenblas0-openmp';

const pyTorch = once(installPyTorch);

const npm = once(installNpmPeers);

const LIBTORCH = {
  packages: ['libtorch-dev', BLAS_PACKAGE],
  flags: ['-I/usr/include/torch/csrc/api/include', '-ltorch', '-ltorch_cpu', '-lc10'],
};

/** Node 20 needs this flag for relaxed SIMD; later versions do not. */
const RELAXED = relaxed() === undefined ? ['--experimental-wasm-relaxed-simd'] : [];

const FOLDER = `${PEERS_FOLDER}cpp/`;

const LLVM_PACKAGE = 'libllvm19';

const COMPILER_PACKAGES = ['g++', 'nlohmann-json3-dev'];

/** All peers, ours first. Ratios are relative to the first of ours that runs. */
export const peers: readonly Peer[] = [
  { name: 'thalweg wasm', ours: true, kinds: ALL, command: script('wasm.ts') },
  {
    name: 'thalweg wasm, blas',
    ours: true,
    kinds: ['network', 'images', 'sequences', 'events', 'transformer', 'prediction', ...PRODUCTS],
    command: script('wasm-blas.ts'),
    install: once(() => installDebian([BLAS_PACKAGE])),
  },
  {
    name: 'thalweg wasm, native',
    ours: true,
    kinds: ALL.filter(kind => kind !== 'subscribers'),
    command: script('wasm-native.ts'),
    install: once(() => installDebian([LLVM_PACKAGE])),
  },
  {
    name: 'thalweg wasm, native, blas',
    ours: true,
    kinds: ['network'],
    command: script('wasm-native-blas.ts'),
    install: once(() => installDebian([LLVM_PACKAGE, BLAS_PACKAGE])),
  },
  {
    name: 'thalweg wasm, 2 threads',
    ours: true,
    kinds: ['network', 'images', 'sequences', 'transformer'],
    command: script('wasm-threads.ts'),
  },
  { name: 'thalweg wasm, relaxed', ours: true, kinds: PRODUCTS, command: script('wasm-relaxed.ts', RELAXED) },
  { name: 'thalweg interpreter', ours: true, kinds: ALL, command: script('interpreter.ts') },
  {
    name: 'pytorch',
    kinds: [...LIBRARY, ...RECURRENT, 'transformer', 'embedding'],
    command: [PYTHON, `${PEERS_FOLDER}pytorch.py`],
    install: pyTorch,
  },
  {
    name: 'libtorch, autograd',
    kinds: ['network', 'prediction'],
    ...cpp({ name: 'libtorch-autograd', ...LIBTORCH }),
  },
  {
    name: 'libtorch, by hand',
    kinds: ['network', 'prediction', 'product'],
    ...cpp({ name: 'libtorch-by-hand', ...LIBTORCH }),
  },
  {
    name: 'openblas, from C',
    kinds: ['product'],
    ...cpp({ name: 'openblas', packages: [BLAS_PACKAGE], flags: ['-l:libopenblas.so.0'] }),
  },
  {
    name: 'fann',
    kinds: ['examples'],
    ...cpp({ name: 'fann', packages: ['libfann-dev'], flags: ['-lfloatfann', '-lm'] }),
  },
  { name: 'jax-js wasm', kinds: LIBRARY, command: script(`${PEERS_FOLDER}jax.mjs`), install: npm },
  { name: 'tfjs wasm', kinds: LIBRARY, command: script(`${PEERS_FOLDER}tfjs-wasm.mjs`), install: npm },
  { name: 'tfjs cpu', kinds: LIBRARY, command: script(`${PEERS_FOLDER}tfjs-cpu.mjs`), install: npm },
  { name: 'rxjs', kinds: ['subscribers'], command: script('rxjs.ts') },
  { name: 'loops', kinds: ['logistic', 'hashed'], command: script('loops.ts') },
  { name: 'loops, interleaved', kinds: ['hashed'], command: script('interleaved-loops.ts') },
  { name: 'no-FMA peak', kinds: [...PRODUCTS, 'images', 'transformer'], command: script('peak.ts') },
];

/** Returns the command for a module that exports `prepare`, given by path or as a file in this folder. */
function script(module: string, flags: readonly string[] = []): string[] {
  const path = fileURLToPath(new URL(module, import.meta.url));
  const worker = programOptions(new URL('worker.ts', import.meta.url));
  return [process.execPath, ...flags, ...worker, path];
}

/** Returns the command and the installation of a peer in C++. */
function cpp(peer: CppPeer): Pick<Peer, 'command' | 'install'> {
  return { command: [programOf(peer)], install: once(() => compile(peer)) };
}

/** A peer in C++: its source in `peers/cpp`, and what it needs. */
interface CppPeer {
  /** The name of the source and of the program. */
  readonly name: string;
  /** Packages of Debian, besides the compiler. */
  readonly packages: readonly string[];
  /** Further arguments of the compiler. */
  readonly flags: readonly string[];
}

/** Returns the path of a peer’s program, which need not exist yet. */
function programOf({ name }: CppPeer): string {
  return `${FOLDER}build/${name}`;
}

/** Installs the packages of a peer and compiles it, unless its program is newer than all sources. */
function compile(peer: CppPeer): void {
  const program = programOf(peer);
  installDebian([...COMPILER_PACKAGES, ...peer.packages]);
  if (existsSync(program) && statSync(program).mtimeMs > newestSource()) return;
  console.error(`Compiling ${peer.name} …`);
  mkdirSync(`${FOLDER}build`, { recursive: true });
  run('g++', ['-std=c++17', '-O3', `${FOLDER}${peer.name}.cpp`, '-o', program, ...peer.flags]);
}

function newestSource(): number {
  const sources = readdirSync(FOLDER).filter(name => /\.[ch]pp$/.test(name));
  return Math.max(...sources.map(name => statSync(FOLDER + name).mtimeMs));
}

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
function installNpmPeers(): void {
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
function installPyTorch(): void {
  try {
    installDebian(['python3-torch', BLAS_PACKAGE]);
  } catch (error) {
    if (!succeeds(PYTHON, ['-c', 'import torch'])) throw error;
  }
}

/** Installs packages of Debian, unless all are present. */
function installDebian(packages: readonly string[]): void {
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
function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd: PEERS_FOLDER, stdio: 'pipe', encoding: 'utf8' });
  if (status === 0) return;
  const reason = error?.message ?? stderr.split('\n').find(line => /error|^E:/i.test(line)) ?? `status ${status}`;
  throw new Error(`${command} failed: ${reason}`);
}

function readPackage(path: string): { readonly version?: string; readonly dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof readPackage>;
}
