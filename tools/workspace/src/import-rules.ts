import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { layers } from './layers.ts';
import { root } from './root.ts';

/** A folder of the workspace with a package.json. */
interface Project {
  readonly folder: string;
  readonly layer: string;
}

/** A rule on imports that a file breaks, in words. */
type Broken = `${'layer' | 'npm' | 'path' | 'circle' | 'name'}: ${string}`;

/** Checks imports of files by their paths from the root of the workspace on; a text may differ from the one on disk. */
export interface ImportRules {
  /** Returns the rules that a file breaks. */
  broken(path: string, text?: string): readonly Broken[];
  /** Returns the layers of the projects that a file imports. */
  layersIn(path: string): readonly string[];
}

/** Files that tell nothing by their names. */
const EMPTY_NAMES = /(^|\/)(common|helpers?|misc|types|utils?)\.(ts|mjs)$/;

/** What tests of all layers may import besides: which rows they draw, and how many runs they kill, and when. */
const FOR_TESTS = [
  '@thalweg/drawn',
  '@thalweg/programs/fault-runs',
  '@thalweg/programs/faulty-proxy',
  '@thalweg/programs/killed-often',
];

/** The files of tests. */
export const TEST = /\.test(-d)?\.ts$|\/src\/testing\//;

/** Returns the rules of `tools/layers.json` and of the house for imports. What was read is not read again. */
export function importRules(): ImportRules {
  const projects = projectsByName();
  const ofFolder = new Map([...projects.values()].map(project => [project.folder, project]));
  const findCircle = circleFinder();

  function brokenImport(path: string, specifier: string): Broken | undefined {
    const folder = folderOf(path);
    // A subpath of the package itself.
    if (specifier.startsWith('#')) return undefined;
    if (specifier.startsWith('.')) {
      const target = posix.join(dirname(path), specifier);
      return target.startsWith(`${folder}/`) || !ofFolder.has(folderOf(target))
        ? undefined
        : `path: ${path} must import ${folderOf(target)} by its name, got ${specifier}`;
    }
    const { layer } = ofFolder.get(folder)!;
    const may = layers[layer]!;
    const name = packageOf(specifier);
    const target = projects.get(name);
    if (target === undefined)
      return TEST.test(path) || specifier.startsWith('node:') || may.npm.some(allowed => fits(specifier, allowed))
        ? undefined
        : `npm: ${path} must not import ${specifier}. tools/layers.json says what ${layer} may import`;
    const isAllowed =
      target.layer === layer ||
      may.layers.includes('*') ||
      may.layers.includes(target.layer) ||
      (TEST.test(path) && (FOR_TESTS.includes(specifier) || may.tests?.includes(target.layer) === true));
    return isAllowed ? undefined : `layer: ${layer} must not import ${target.layer}, got ${specifier} in ${path}`;
  }

  return {
    broken(path, text = readFileSync(root + path, 'utf8')) {
      const specifiers = specifiersIn(text);
      const imports = specifiers.map(specifier => brokenImport(path, specifier)).filter(one => one !== undefined);
      const circle = findCircle(path, specifiers);
      return [
        ...imports,
        ...(circle ? [`circle: ${circle.join(' → ')}. Move what both need to a file of its own` as const] : []),
        ...(EMPTY_NAMES.test(path) ? [`name: ${path} must be named after what it does` as const] : []),
      ];
    },
    layersIn(path) {
      const targets = specifiersIn(readFileSync(root + path, 'utf8')).map(one => projects.get(packageOf(one)));
      return targets.flatMap(target => (target === undefined ? [] : [target.layer]));
    },
  };
}

/** All projects of the workspace by the names of their packages. */
function projectsByName(): ReadonlyMap<string, Project> {
  const folders = ['packages', 'apps', 'tools'].flatMap(group =>
    readdirSync(root + group).map(name => `${group}/${name}`),
  );
  return new Map(
    folders
      .filter(folder => existsSync(`${root}${folder}/package.json`))
      .map(folder => {
        const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')) as {
          name: string;
          nx?: { tags?: readonly string[] };
        };
        const tag = manifest.nx?.tags?.find(one => one.startsWith('layer:'));
        return [manifest.name, { folder, layer: tag?.slice('layer:'.length) ?? 'tool' }];
      }),
  );
}

/** What a file imports or exports from elsewhere, types and what it loads later included. */
function specifiersIn(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** The name of the package of a specifier, without a subpath. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** True if a specifier is the allowed one, or below it where that ends in `*`. */
function fits(specifier: string, allowed: string): boolean {
  return allowed.endsWith('*') ? specifier.startsWith(allowed.slice(0, -1)) : specifier === allowed;
}

/** Returns a function that finds the shortest circle of imports through a file: the files on the way back to it, in order. */
function circleFinder(): (path: string, specifiers: readonly string[]) => readonly string[] | undefined {
  const known = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const imports = isScript(path) ? beside(path, specifiersIn(readFileSync(root + path, 'utf8'))) : [];
    known.set(path, imports);
    return imports;
  };
  return (path, specifiers) => {
    const cameFrom = new Map<string, string>();
    const queue = [...beside(path, specifiers)];
    for (const first of queue) cameFrom.set(first, path);
    for (const file of queue) {
      if (file === path) return wayBack(file, cameFrom);
      for (const next of importsOf(file)) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, file);
        queue.push(next);
      }
    }
    return undefined;
  };
}

/** The files among specifiers, by their paths from the root of the workspace on. */
function beside(path: string, specifiers: readonly string[]): readonly string[] {
  return specifiers.filter(one => one.startsWith('.')).map(one => posix.join(dirname(path), one));
}

function wayBack(end: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [end];
  for (let file = cameFrom.get(end); file !== undefined && file !== end; file = cameFrom.get(file)) way.unshift(file);
  return way;
}

function isScript(path: string): boolean {
  return /\.(ts|mjs)$/.test(path) && statSync(root + path, { throwIfNoEntry: false })?.isFile() === true;
}
