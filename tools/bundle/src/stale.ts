import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { withBuildLock } from './build-lock.ts';
import type { Kind } from './build-package.ts';
import { digestOf, digestOfPackage } from './digests.ts';
import { hasOneFiles, publishedPackages, type Package } from './packages.ts';

/** Returns the packages of a list and all that they depend on. */
export function withDependencies(names: Iterable<string>): Package[] {
  const packages = publishedPackages();
  const found = new Set(names);
  for (const name of found) for (const sibling of packages.get(name)!.siblings) found.add(sibling);
  return [...found].map(name => packages.get(name)!);
}

/** Returns the packages whose build of a kind is missing, or is not that of their present sources. */
function staleOf(packages: readonly Package[], kind: Kind, tool: string): Package[] {
  return packages.filter(one => recordOf(one, kind) !== digestOfBuild(one, kind, tool));
}

/** Builds what is stale of some packages, while no other process does. */
export async function buildStale(packages: readonly Package[], kind: Kind, tool: string): Promise<readonly Package[]> {
  if (staleOf(packages, kind, tool).length === 0) return [];
  return withBuildLock(async () => {
    // Another process may have built some of them meanwhile.
    const stale = staleOf(packages, kind, tool);
    const { buildPackage } = await import('./build-package.ts');
    for (const one of stale) {
      const digest = digestOfBuild(one, kind, tool);
      rmSync(recordPath(one, kind), { force: true });
      await buildPackage(one, kind);
      writeFileSync(recordPath(one, kind), digest);
    }
    return stale;
  });
}

/** What holds other packages depends on them too. */
function digestOfBuild(one: Package, kind: Kind, tool: string): string {
  if (kind === 'javascript' || !hasOneFiles(one)) return digestOfPackage(one, tool);
  return digestOf(...withDependencies([one.name]).map(each => digestOfPackage(each, tool)));
}

function recordOf(one: Package, kind: Kind): string | undefined {
  const path = recordPath(one, kind);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function recordPath({ folder }: Package, kind: Kind): string {
  return `${folder}dist/.${kind}`;
}
