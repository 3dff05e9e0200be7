import { DataError, decodeUtf8, parseJson } from '@thalweg/tensor/engine';
import { host } from '../host.ts';
import { checkManifest } from './check-manifest.ts';
import { COMPILER_VERSION } from './compiler-version.ts';
import { FORMAT, sealOf, SECTION, type Manifest } from './manifest.ts';

/** A module that was compiled before, with its manifest. */
export interface LoadedModule {
  readonly module: object;
  readonly manifest: Manifest;
}

/** Reads the manifest of a module. Throws a `DataError` for a module that `precompile` of this version has not written. */
export function loadedModule(module: object): LoadedModule {
  const section = sectionOf(module);
  if (section === undefined)
    throw new DataError(
      'precompiled',
      'a module must have a manifest',
      `no section '${SECTION}'`,
      'Use the bytes that precompile returns; tools that strip custom sections remove it.',
    );
  const manifest = parsed(section);
  const { format, version } = manifest as Partial<Manifest>;
  if (format !== FORMAT || version !== COMPILER_VERSION)
    throw new DataError(
      'precompiled',
      `a module must be of version ${COMPILER_VERSION}, format ${FORMAT}`,
      `version ${String(version)}, format ${String(format)}`,
      'Run precompile again with the version that runs the module.',
    );
  if ((manifest as Partial<Manifest>).seal !== sealOf(manifest as Manifest))
    throw new DataError(
      'precompiled',
      'a manifest must be as precompile wrote it',
      'one that was changed',
      'Run precompile again; do not edit the file.',
    );
  checkManifest(
    manifest,
    new Set(
      host()
        .Module.exports(module)
        .map(({ name }) => name),
    ),
  );
  return { module, manifest };
}

function sectionOf(module: object): ArrayBuffer | undefined {
  try {
    return host().Module.customSections(module, SECTION)[0];
  } catch (cause) {
    throw new DataError(
      'precompiled',
      'modules must be WebAssembly modules that precompile wrote',
      Object.prototype.toString.call(module),
      'Import the .wasm file as a module, or compile its bytes with new WebAssembly.Module(bytes) where that is allowed.',
      { cause },
    );
  }
}

function parsed(section: ArrayBuffer): object {
  try {
    const manifest = parseJson(decodeUtf8(new Uint8Array(section)));
    if (typeof manifest === 'object' && manifest !== null) return manifest;
  } catch {
    // It is no text, or no JSON.
  }
  throw new DataError('precompiled', 'a manifest must be a JSON object', 'something else', 'Run precompile again.');
}
