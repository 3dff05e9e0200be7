import { readFileSync } from 'node:fs';

/** A file, and what Pillow decodes of it: all in base64, the pixels packed by zlib. */
interface ReferenceImage {
  readonly name: string;
  readonly file: string;
  readonly shape: readonly number[];
  readonly pixels: string;
}

interface References {
  readonly images: readonly ReferenceImage[];
  readonly rgba: string;
  readonly L: string;
  readonly RGB: string;
}

const path = new URL('../../../../tools/laws/reference/images.json', import.meta.url);
const table = JSON.parse(readFileSync(path, 'utf8')) as References;

/** Small images of all kinds, by `tools/laws/reference/images.py`. */
export const references: References & { fileOf(name: string): Uint8Array } = {
  ...table,
  /** Returns the bytes of a file by its name. */
  fileOf: (name: string): Uint8Array =>
    new Uint8Array(Buffer.from(table.images.find(row => row.name === name)!.file, 'base64')),
};
