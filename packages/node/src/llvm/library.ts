import { ContractError } from '@thalweg/tensor';
import { type Koffi, type KoffiLibrary, pin } from '../koffi/load-koffi.ts';

/** The first and the last version whose functions are known. */
const VERSIONS = [17, 22] as const;

/** From this version on, the compiler finds its functions without the process. */
const FINDS_ITSELF = 19;

/** A loaded libLLVM. */
export interface LlvmLibrary {
  readonly version: number;
  /** LLVM with its version. */
  readonly name: string;
  readonly functions: KoffiLibrary;
}

const versions = Array.from({ length: VERSIONS[1] - VERSIONS[0] + 1 }, (_, n) => VERSIONS[1] - n);

/** The file names of libraries, in the order in which they are tried. */
const FILES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: versions.flatMap(version => [
    ...(version < 18 ? [`libLLVM-${version}.so.1`] : [`libLLVM.so.${version}.1`]),
    `libLLVM-${version}.so`,
    `/usr/lib/llvm-${version}/lib/libLLVM.so.1`,
    `/usr/lib64/llvm${version}/lib/libLLVM.so`,
  ]),
  darwin: ['/opt/homebrew/opt/llvm', '/usr/local/opt/llvm'].flatMap(folder => [
    `${folder}/lib/libLLVM.dylib`,
    ...versions.map(version => `${folder}@${version}/lib/libLLVM.dylib`),
  ]),
  win32: ['LLVM-C.dll', 'C:\\Program Files\\LLVM\\bin\\LLVM-C.dll'],
};

/** Advice on getting one, by platform. */
const ADVICE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'Install LLVM (Debian and Ubuntu: `apt-get install libllvm19`, Fedora: `dnf install llvm-libs`)',
  darwin: 'Run `brew install llvm`',
  win32: 'Install LLVM, and put LLVM-C.dll into a folder of the PATH',
};

/**
 * Loads libLLVM: that of a path or file name, or the newest that the system has. It stays loaded until the process ends. Throws
 * `ContractError` if there is none of a known version.
 */
export function loadLlvm(koffi: Koffi, given: string | undefined): LlvmLibrary {
  const files = given === undefined ? (FILES[process.platform] ?? []) : [given];
  const reasons: string[] = [];
  for (const file of files)
    try {
      return loaded(koffi, file);
    } catch (error) {
      reasons.push(`${file}: ${(error as Error).message}`);
    }
  throw new ContractError(
    'llvm',
    `there must be a libLLVM of version ${VERSIONS.join(' to ')}`,
    // One that was found says more than all that were not.
    reasons.find(reason => reason.includes('version')) ?? reasons[0] ?? `the platform ${process.platform}`,
    `${ADVICE[process.platform] ?? 'Pass the path of one as llvm({ library })'}, or ask for llvm({ fallback: true }).`,
  );
}

function loaded(koffi: Koffi, file: string): LlvmLibrary {
  const functions = koffi.load(file);
  const parts = [new Uint32Array(1), new Uint32Array(1), new Uint32Array(1)];
  functions.func('LLVMGetVersion', 'void', ['void *', 'void *', 'void *'])(...parts);
  const [version, minor, patch] = parts.map(([part]) => part!) as [number, number, number];
  const name = `LLVM ${version}.${minor}.${patch}`;
  if (version < VERSIONS[0] || version > VERSIONS[1]) throw new Error(`it has version ${version}.${minor}.${patch}`);
  // Older ones look up their functions among those that the whole process sees.
  if (version < FINDS_ITSELF) pin(koffi, file, { linux: 0x1102, darwin: 0x8a });
  else pin(koffi, file);
  return { version, name, functions };
}
