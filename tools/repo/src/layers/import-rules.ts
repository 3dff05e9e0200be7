import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { layersIn, type Floors, type Layers } from './layers.ts';
import { root } from '../root.ts';

/** A folder of the workspace with a package.json. */
interface Project {
  readonly folder: string;
  readonly layer: string;
  readonly floors: Floors | undefined;
}

/** A rule on imports that a file breaks, in words. */
type Broken = `${'layer' | 'npm' | 'path' | 'floor' | 'circle' | 'name'}: ${string}`;

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

/** Returns the rules of `tools/layers.json` and of the house for imports in a workspace. What was read is not read again. */
export function importRules(workspace: string = root): ImportRules {
  const layers = layersIn(workspace);
  const projects = projectsByName(workspace, layers);
  const ofFolder = new Map([...projects.values()].map(project => [project.folder, project]));
  const importsOf = importReader(workspace);
  const findCircle = circleFinder(importsOf);
  const leavesFloor = floorRule(workspace, importsOf);

  function brokenImport(path: string, specifier: string): Broken | undefined {
    const folder = folderOf(path);
    // A subpath of the package itself.
    if (specifier.startsWith('#')) return undefined;
    if (specifier.startsWith('.')) {
      const target = posix.join(dirname(path), specifier);
      if (target.startsWith(`${folder}/`)) return leavesFloor(path, specifier, ofFolder.get(folder)?.floors);
      return !ofFolder.has(folderOf(target))
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
    broken(path, text = readFileSync(workspace + path, 'utf8')) {
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
      const targets = specifiersIn(readFileSync(workspace + path, 'utf8')).map(one => projects.get(packageOf(one)));
      return targets.flatMap(target => (target === undefined ? [] : [target.layer]));
    },
  };
}

/** All projects of a workspace by the names of their packages. */
function projectsByName(workspace: string, layers: Layers): ReadonlyMap<string, Project> {
  const folders = ['packages', 'apps', 'tools'].flatMap(group =>
    readdirSync(workspace + group).map(name => `${group}/${name}`),
  );
  return new Map(
    folders
      .filter(folder => existsSync(`${workspace}${folder}/package.json`))
      .map(folder => {
        const manifest = JSON.parse(readFileSync(`${workspace}${folder}/package.json`, 'utf8')) as {
          name: string;
          nx?: { tags?: readonly string[] };
        };
        const tag = manifest.nx?.tags?.find(one => one.startsWith('layer:'));
        const layer = tag?.slice('layer:'.length) ?? 'tool';
        return [manifest.name, { folder, layer, floors: floorsOf(layers[layer]?.floors, posix.basename(folder)) }];
      }),
  );
}

function floorsOf(row: Layers[string]['floors'], name: string): Floors | undefined {
  return row === undefined || isList(row) ? row : row[name];
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

/** Returns a function that reads which files a file imports by their paths. */
function importReader(workspace: string): (path: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const isScript = (path: string) =>
    /\.(ts|mjs)$/.test(path) && statSync(workspace + path, { throwIfNoEntry: false })?.isFile() === true;
  return path => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const imports = isScript(path) ? beside(path, specifiersIn(readFileSync(workspace + path, 'utf8'))) : [];
    known.set(path, imports);
    return imports;
  };
}

/** Returns a function that finds the shortest circle of imports through a file: the files on the way back to it, in order. */
function circleFinder(
  importsOf: (path: string) => readonly string[],
): (path: string, specifiers: readonly string[]) => readonly string[] | undefined {
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

/**
 * Returns a function that says how an import of a package's own file breaks the order of its floors: a file imports from its floor and
 * those below, and two folders of one floor do not import each other unless the floor is a list.
 */
function floorRule(
  workspace: string,
  importsOf: (path: string) => readonly string[],
): (path: string, specifier: string, floors: Floors | undefined) => Broken | undefined {
  const importsBack = (from: string, to: string): boolean =>
    scriptsIn(workspace, from).some(path => importsOf(path).some(target => dirname(target) === to));
  return (path, specifier, floors) => {
    const target = posix.join(dirname(path), specifier);
    const [from, to] = [folderInSource(path), folderInSource(target)];
    if (floors === undefined || isExempt(path) || from === undefined || to === undefined) return undefined;
    const [own, other] = [floorAt(floors, from), floorAt(floors, to)];
    if (from !== to && (other === -1 || other > own))
      return `floor: ${path} must import only from floors at or below ${from}, got ${specifier}. tools/layers.json gives the order`;
    const [here, there] = [dirname(path), dirname(target)];
    return here !== there && own === other && !isList(floors[own]) && importsBack(there, here)
      ? `floor: ${here} and ${there} must not import each other, got ${specifier} in ${path}`
      : undefined;
  };
}

/** The folder right below `src` that a file is in, "." for a file loose in it, and nothing for a file elsewhere. */
function folderInSource(path: string): string | undefined {
  const [source, ...way] = path.split('/').slice(2);
  if (source !== 'src') return undefined;
  return way.length > 1 ? way[0] : '.';
}

/** The number of a folder's floor from the bottom on, or -1 if the list lacks it. */
function floorAt(floors: Floors, folder: string): number {
  return floors.findIndex(floor => (isList(floor) ? floor.includes(folder) : floor === folder));
}

/** The sources right in a folder. */
function scriptsIn(workspace: string, folder: string): readonly string[] {
  if (!existsSync(workspace + folder)) return [];
  const paths = readdirSync(workspace + folder).map(name => `${folder}/${name}`);
  return paths.filter(path => /\.(ts|mjs)$/.test(path) && !isExempt(path));
}

/** True for tests and what is written for them, which stand on no floor. */
function isExempt(path: string): boolean {
  return TEST.test(path) || path.includes('/testing/');
}

/** True for a list, read-only or not. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
