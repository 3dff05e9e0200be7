import { precompile } from '@thalweg/wasm';
import { importModel } from './import-model.ts';
import type { PrecompiledFile } from './precompiled-file.ts';
import { targetsAmong } from './targets-among.ts';

/** A file to precompile. */
export interface ModelFile {
  /** The absolute path of the module that exports the targets. */
  readonly file: string;
  /** The names of the exports to precompile; all nodes that compute something if there are none. */
  readonly targets: readonly string[];
  /** The sizes to precompile for, by the names of axes. */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
}

/** Imports a file, and precompiles what it exports. */
export async function precompileFile({ file, targets, sizes }: ModelFile): Promise<PrecompiledFile> {
  const chosen = targetsAmong(await importModel(file), targets, file);
  const { bytes, manifest } = await precompile(chosen, { sizes });
  const plans = manifest.plans.map(({ name, inputs, observed, interpreted }) => ({
    name,
    inputs,
    observed,
    interpreted,
  }));
  return { bytes, plans };
}
