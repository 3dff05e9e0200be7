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
    ...rest,
    ...(repository === null
      ? {}
      : { repository: { type: 'git', url: `git+${repository.replace(/(\.git)?$/, '.git')}`, directory: folder } }),
    ...(homepage === null ? {} : { homepage }),
    ...(bugs === null ? {} : { bugs: { url: bugs } }),
  };
}
