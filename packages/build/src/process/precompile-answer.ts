import type { PrecompiledFile } from '../model-file/precompiled-file.ts';

/** The answer of the process that imports the file of a model. */
export type PrecompileAnswer =
  | { readonly result: PrecompiledFile }
  | { readonly failure: { readonly message: string; readonly stack?: string } };
