import { inject } from 'vitest';
import { subpathsOf } from './subpaths.ts';
import { manifestIn } from './workspace.ts';

/** The frameworks that an app brings. */
const FRAMEWORKS = /^(react|vue|svelte|@angular\/core)$/;

/** Returns what a packed package lets others import without a framework, such as `thalweg/graph/engine`. */
export function importableFrom({ name, files }: { name: string; files: readonly string[] }): string[] {
  if (isBridge(name)) return [];
  const bridges = inject('packed').filter(other => isBridge(other.name));
  const paths = [...subpathsOf(folderOf(name), files).keys()].map(subpath => name + subpath.slice(1));
  return paths.filter(path => !bridges.some(bridge => `${path}/`.startsWith(`${bridge.name.slice(1)}/`)));
}

/** Whether a package connects nodes with a framework. */
function isBridge(name: string): boolean {
  return Object.keys(manifestIn(folderOf(name)).peerDependencies ?? {}).some(peer => FRAMEWORKS.test(peer));
}

function folderOf(name: string): string {
  return `${inject('home')}/node_modules/${name}`;
}
