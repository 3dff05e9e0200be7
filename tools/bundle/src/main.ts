import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withBuildLock } from './build-lock.ts';
import { digestOf } from './digests.ts';
import { publishedPackages } from './packages.ts';
import { root } from './root.ts';
import { buildStale, withDependencies } from './stale.ts';
import { writeFiles } from './write-dist.ts';

/**
 * Does what a command line asks for: `build` builds all packages, `build --javascript` without their declarations, and
 * `start <program> [options]` runs the program in a file, in this process, and `path <program>` prints where its bundle is.
 *
 * @param tool - the digest of this tool
 */
export async function main(argv: readonly string[], tool: string): Promise<void> {
  const [command, ...options] = argv;
  if (command === 'build') {
    const all = [...publishedPackages().values()];
    await buildStale(all, 'javascript', tool);
    if (!options.includes('--javascript')) await buildStale(all, 'declarations', tool);
  } else if (command === 'start') {
    const [path, ...own] = options;
    const program = await builtProgram(resolve(path!), tool);
    process.argv.splice(1, Infinity, program, ...own);
    // Errors name the lines of the sources.
    process.setSourceMapsEnabled(true);
    await import(pathToFileURL(program).href);
  } else if (command === 'path') process.stdout.write(await builtProgram(resolve(options[0]!), tool));
  else throw new Error(`bundle: the command must be build, start or path, got ${command}.`);
}

const programs = `${root}.nx/bundles/programs/`;

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
async function builtProgram(path: string, tool: string): Promise<string> {
  const folder = folderOf(path);
  const note = isCurrent(folder, tool) ?? (await withBuildLock(async () => isCurrent(folder, tool) ?? build()));
  await buildStale(withDependencies(note.packages), 'javascript', tool);
  return `${folder}main.mjs`;

  async function build(): Promise<Note> {
    const { bundleProgram } = await import('./bundle-program.ts');
    rmSync(`${folder}note.json`, { force: true });
    removeForsaken();
    const { files, sources, packages } = await bundleProgram(path, folder);
    const paths = [...sources.keys()].map(source => relative(root, source));
    // The digest is that of the texts that are in the bundle: a change meanwhile makes it old.
    const texts = [...sources.values()];
    const digest = digestOf(tool, ...paths.flatMap((path, n) => [path, texts[n]!]));
    const note = { digest, sources: paths, packages };
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
  return digestOf(tool, ...paths.flatMap(path => [path, readFileSync(root + path, 'utf8')]));
}

/** Removes the bundles of programs that have lost a source, as those of files that were there for a moment. */
function removeForsaken(): void {
  if (!existsSync(programs)) return;
  for (const name of readdirSync(programs)) {
    const path = `${programs}${name}/note.json`;
    if (!existsSync(path)) continue;
    const { sources } = JSON.parse(readFileSync(path, 'utf8')) as Note;
    if (!sources.every(source => existsSync(root + source))) rmSync(`${programs}${name}`, { recursive: true });
  }
}

/** Within the workspace, where packages are found. */
function folderOf(path: string): string {
  const [, name] = /([^/\\]*)\.\w+$/.exec(path)!;
  return `${programs}${name}-${createHash('sha256').update(relative(root, path)).digest('hex').slice(0, 12)}/`;
}
