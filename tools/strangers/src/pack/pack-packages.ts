import { cpSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npm } from '../npm.ts';
import { published } from '../workspace.ts';
import { addresses } from './addresses.ts';
import { publishedManifest, type PackageManifest } from './published-manifest.ts';
import { publishedReadme } from './published-readme.ts';

/** A package that npm packed. */
export interface Packed {
  readonly name: string;
  /** The path of its tarball. */
  readonly tarball: string;
  /** The paths of the files in it. */
  readonly files: readonly string[];
  /** The bytes of these files. */
  readonly bytes: number;
}

interface NpmPacked {
  readonly name: string;
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs all published packages, which must be built, into a folder: copies of them, whose package.json and README have the
 * addresses of `addresses.json`.
 */
export async function packPackages(folder: string, given = addresses()): Promise<Packed[]> {
  const staged = await mkdtemp(join(tmpdir(), 'thalweg-pack-'));
  try {
    await mkdir(folder, { recursive: true });
    const copies: string[] = [];
    for (const original of published()) {
      const copy = join(staged, basename(original));
      cpSync(original, copy, { recursive: true, filter: path => basename(path) !== 'node_modules' });
      await address(copy, `packages/${basename(original)}`);
      copies.push(copy);
    }
    const printed = await npm(staged, join(staged, 'cache'), 'pack', '--json', '--pack-destination', folder, ...copies);
    return (JSON.parse(printed) as NpmPacked[]).map(({ name, filename, files, unpackedSize }) => ({
      name,
      tarball: join(folder, filename),
      files: files.map(({ path }) => path),
      bytes: unpackedSize,
    }));
  } finally {
    await rm(staged, { recursive: true, force: true });
  }

  async function address(copy: string, path: string): Promise<void> {
    const [manifest, readme] = [join(copy, 'package.json'), join(copy, 'README.md')];
    const content = JSON.parse(await readFile(manifest, 'utf8')) as PackageManifest;
    await writeFile(manifest, `${JSON.stringify(publishedManifest(content, path, given), undefined, 2)}\n`);
    await writeFile(readme, publishedReadme(await readFile(readme, 'utf8'), path, given));
  }
}
