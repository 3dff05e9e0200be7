import { manifestIn } from './workspace.ts';

/** Returns the subpaths of an installed package with the file that each leads to, those of a pattern one by one. */
export function subpathsOf(folder: string, files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [subpath, { default: target }] of Object.entries(manifestIn(folder).exports ?? {})) {
    const file = target.replace('./', '');
    if (!subpath.includes('*')) found.set(subpath, file);
    else for (const [name, path] of matches(file, files)) found.set(subpath.replace('*', name), path);
  }
  return found;
}

/** The files that a pattern matches, with what its star stands for; a star stands for folders too. */
function matches(pattern: string, files: readonly string[]): (readonly [name: string, file: string])[] {
  const [start, end] = pattern.split('*') as [string, string];
  return files
    .filter(file => file.startsWith(start) && file.endsWith(end))
    .map(file => [file.slice(start.length, file.length - end.length), file]);
}
