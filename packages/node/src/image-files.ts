import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { codeOf, FileError } from './files/file-errors.ts';

/** A file below a folder, which `imageFolder` of `@thalweg/images` reads when its image is needed. */
export interface ListedFile {
  /** Its path in the folder, with slashes: `cats/1.jpg`. */
  readonly path: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Returns the files below a folder, for `imageFolder` of `@thalweg/images`. The bytes of each are read when they are asked for.
 *
 * - **Throws** {@link FileError} if the folder cannot be read; later, if a file cannot
 *
 * @example
 * const pets = await imageFolder(imageFiles('pets'), { channels: 3 });
 */
export function imageFiles(folder: string): readonly ListedFile[] {
  return listed(folder).map(file => ({
    path: relative(folder, file).replaceAll(sep, '/'),
    arrayBuffer: () => bytesOf(file),
  }));
}

function listed(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    throw notReadable(folder, 'the folder', error);
  }
}

async function bytesOf(file: string): Promise<ArrayBuffer> {
  try {
    const bytes = await readFile(file);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  } catch (error) {
    throw notReadable(file, 'the file', error);
  }
}

function notReadable(path: string, what: string, error: unknown): unknown {
  if (codeOf(error) === undefined) return error;
  return new FileError(path, `${what} must be readable`, (error as Error).message, 'Check the path.', { cause: error });
}
