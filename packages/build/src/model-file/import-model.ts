import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { DataError } from '@thalweg/tensor/engine';

/**
 * Returns what the module of a model exports.
 *
 * - **Throws** `DataError` if there is no such file, and for TypeScript if nothing strips its types; and what the module throws
 */
export async function importModel(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file))
    throw new DataError('precompile', 'the file must exist', file, 'Check the path, from the current folder on.');
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
    throw new DataError(
      'precompile',
      'Node must be able to import the file',
      file,
      'Install tsx (npm install -D tsx), or use Node 22.18 or later, which strips types itself.',
    );
  }
}
