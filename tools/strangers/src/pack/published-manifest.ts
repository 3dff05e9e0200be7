import type { Addresses } from './addresses.ts';

/** A package.json, as far as it is known here. */
export type PackageManifest = Readonly<Record<string, unknown>>;

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
