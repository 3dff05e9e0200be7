import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import { npm } from './npm.ts';
import { published, root } from './workspace.ts';

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

/** The addresses of the project; null until it is published. */
interface Addresses {
  /** Of the repository's page, such as `https://host/owner/name`. */
  readonly repository: string | null;
  /** Of the documentation's first page. */
  readonly homepage: string | null;
  /** The address for reports of faults. */
  readonly bugs: string | null;
}

/** Returns the content of `addresses.json`. */
function addresses(): Addresses {
  return JSON.parse(readFileSync(`${root}addresses.json`, 'utf8')) as Addresses;
}

/** A package.json, as far as it is known here. */
type PackageManifest = Readonly<Record<string, unknown>>;

/**
 * Returns the package.json that is packed: with the addresses that are set, and without what only the workspace reads.
 *
 * @param folder - of the package, from the root of the repository on
 */
export function publishedManifest(manifest: PackageManifest, folder: string, addresses: Addresses): PackageManifest {
  const { nx: _, devDependencies: __, ...rest } = manifest;
  const { repository, homepage, bugs } = addresses;
  return {
    ...withoutSources(rest),
    ...(repository === null
      ? {}
      : { repository: { type: 'git', url: `git+${repository.replace(/(\.git)?$/, '.git')}`, directory: folder } }),
    ...(homepage === null ? {} : { homepage }),
    ...(bugs === null ? {} : { bugs: { url: bugs } }),
  };
}

/** Leaves out the paths of sources that only the workspace resolves, and of those that are not packed. */
function withoutSources(manifest: PackageManifest): PackageManifest {
  const files = manifest['files'] as readonly string[] | undefined;
  const text = JSON.stringify(manifest, (key, value: unknown) => {
    if (key === SOURCE) return undefined;
    if (key !== 'sideEffects' || !Array.isArray(value) || files?.includes('src')) return value;
    return (value as readonly string[]).filter(path => !path.startsWith('./src/'));
  });
  return JSON.parse(text) as PackageManifest;
}

/** The condition of the workspace for its sources. */
const SOURCE = '@thalweg/source';

/** A link in Markdown to a file of the repository, not to an address or a heading. */
const LINK = /(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/**
 * Returns the README that is packed. Links to files of the repository lead nowhere from there: guides lead to their page of the
 * site, others to the repository, and a link without an address becomes its text.
 *
 * @param folder - of the package, from the root of the repository on
 */
export function publishedReadme(text: string, folder: string, { homepage, repository }: Addresses): string {
  const outside = (address: string): string => address.replace(/\/?$/, '/');
  return text.replaceAll(LINK, (_, label: string, target: string, heading = '') => {
    const path = posix.join(folder, target);
    const guide = /^docs\/(.*)\.md$/.exec(path)?.[1];
    if (guide !== undefined && homepage !== null) return `[${label}](${outside(homepage)}${guide}.html${heading})`;
    if (repository !== null)
      return `[${label}](${outside(repository.replace(/\.git$/, ''))}blob/HEAD/${path}${heading})`;
    return label;
  });
}

/** Builds the packages whose sources have changed since they were built. */
export function buildPackages(): void {
  execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, 'build'], { stdio: ['ignore', 2, 2] });
}

/** Returns what `npm run pack` prints: how the tarballs of a folder are installed, and how one makes a project with them. */
export function installLines(packed: readonly Packed[], folder: string): string {
  const creator = packed.find(({ name }) => name === 'create-thalweg')!.tarball;
  return [
    `${packed.length} packages are in ${folder}. In the folder of an app:`,
    '',
    `  npm install rxjs ${join(folder, 'thalweg-*.tgz')}`,
    '',
    'It brings all packages, the optional ones too. For pnpm, see "From tarballs" in docs/start/install.md.',
    '',
    'Or for a new one, and then the first line in its folder:',
    '',
    `  npm exec --package=${creator} -- create-thalweg my-app`,
  ].join('\n');
}
