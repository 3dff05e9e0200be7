import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the flags with which Node runs a file: none for JavaScript, for a Node that strips types itself, and if the flags
 * so far bring a loader. Otherwise they bring `tsx`, if the project of the file has it installed.
 */
export function typescriptFlags(file: string, given: readonly string[]): string[] {
  const isTypeScript = /^\.[mc]?tsx?$/.test(extname(file));
  const strips = (process.features as { readonly typescript?: unknown }).typescript;
  if (!isTypeScript || Boolean(strips) || given.some(flag => flag.includes('tsx'))) return [];
  try {
    return ['--import', pathToFileURL(createRequire(file).resolve('tsx')).href];
  } catch {
    return [];
  }
}
