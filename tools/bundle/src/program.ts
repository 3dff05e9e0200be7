import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { digestOf } from './digests.ts';
import { root } from './root.ts';
import { buildStale, withDependencies } from './stale.ts';
import { writeFiles } from './write-dist.ts';

/** What is noted beside the bundle of a program: whether it is that of the present sources can be told by it. */
interface Note {
  readonly digest: string;
  /** The paths of its sources, from the workspace's folder on. */
  readonly sources: readonly string[];
  /** The names of our packages that it imports. */
  readonly packages: readonly string[];
}

/**
 * Returns the path of the bundle of a program, which is built first if it is missing or older than its sources, as are the packages
 * that it imports.
 *
 * @param tool - the digest of this tool
 */
export async function builtProgram(path: string, tool: string): Promise<string> {
  const folder = folderOf(path);
  const note = isCurrent(folder, tool) ?? (await withBuildLock(async () => isCurrent(folder, tool) ?? build()));
  await buildStale(withDependencies(note.packages), 'javascript', tool);
  return `${folder}main.mjs`;

  async function build(): Promise<Note> {
    const { bundleProgram } = await import('./bundle-program.ts');
    rmSync(`${folder}note.json`, { force: true });
    // The digest is that of the sources before they are read: a change meanwhile makes it old.
    const { files, sources, packages } = await bundleProgram(path, folder);
    const paths = sources.map(source => relative(root, source));
    const note = { digest: digestOfSources(paths, tool)!, sources: paths, packages };
    writeFiles(folder, files, path => /\.mjs(\.map)?$/.test(path));
    writeFileSync(`${folder}note.json`, JSON.stringify(note));
    return note;
  }
}

function isCurrent(folder: string, tool: string): Note | undefined {
  if (!existsSync(`${folder}note.json`)) return undefined;
  const note = JSON.parse(readFileSync(`${folder}note.json`, 'utf8')) as Note;
  return digestOfSources(note.sources, tool) === note.digest ? note : undefined;
}

function digestOfSources(paths: readonly string[], tool: string): string | undefined {
  if (!paths.every(path => existsSync(root + path))) return undefined;
  return digestOf(tool, ...paths.flatMap(path => [path, readFileSync(root + path)]));
}

/** Within the workspace, where packages are found. */
function folderOf(path: string): string {
  const [, name] = /([^/\\]*)\.\w+$/.exec(path)!;
  return `${root}.nx/bundles/programs/${name}-${createHash('sha256').update(relative(root, path)).digest('hex').slice(0, 12)}/`;
}
