import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import ts from 'typescript';
import { namesIn } from '../packages/package-exports.ts';

/** How large the sources of a workspace are, and how they hang together. Lists are of paths, sorted. */
export interface HouseNumbers {
  /** The files of code below `src`, tests among them. */
  readonly files: number;
  /** Those that are no tests, nor written for tests. */
  readonly sources: number;
  /** Lines of the sources that are neither empty nor a comment alone. */
  readonly codeLines: number;
  readonly ofSource: Spread;
  /** Of the functions that have a name. */
  readonly ofFunction: Spread;
  /** Folders of one project of which each imports the other. */
  readonly mutualPairs: readonly string[];
  /** Folders with more than 30 sources right in them. */
  readonly fullFolders: readonly string[];
  /**
   * Sources that their package keeps for itself, and one other source in the same folder imports; without components of Svelte,
   * which are files by their format.
   */
  readonly readBeside: readonly string[];
  /** Those of them that a catalogue's table lists: it reads five or more files beside it that nobody else reads. */
  readonly listed: readonly string[];
  /** Those of them that a program reads which starts when it is imported, so that tests import the part alone. */
  readonly started: readonly string[];
  /** The values that `@thalweg/graph/engine` exports. */
  readonly engineValues: number;
}

/** Code lines of the middle one, and of the one that nine of ten do not exceed. */
interface Spread {
  readonly median: number;
  readonly p90: number;
}

/** A source, and what it imports by paths. */
interface Source {
  readonly path: string;
  readonly text: string;
  /** What it needs to be loaded; types count. */
  readonly imports: readonly string[];
  /** What it may load later, as code or as text that it shows. */
  readonly later: readonly string[];
}

const TEST = /\.test(-d)?\.tsx?$|\/testing\//;
const FULL = 30;
/** The files that make the one that reads them a table. */
const LISTED = 5;

/** Returns the numbers of a workspace, or of its files whose paths start with a prefix. */
export function houseNumbers(workspace: string, prefix = ''): HouseNumbers {
  const files = codeFiles(workspace);
  const all = files.filter(path => !TEST.test(path)).map(path => sourceAt(workspace, path));
  const sources = all.filter(({ path }) => path.startsWith(prefix));
  const lines = sources.map(({ text }) => codeLines(text));
  const engine = `${workspace}packages/graph/src/engine.ts`;
  const alone = readBeside(workspace, all);
  const beside = [...alone.keys()].filter(path => path.startsWith(prefix));
  const tested = new Set(files.filter(path => TEST.test(path)).flatMap(path => sourceAt(workspace, path).imports));
  const imported = new Set(all.flatMap(({ imports, later }) => [...imports, ...later]));
  return {
    files: files.filter(path => path.startsWith(prefix)).length,
    sources: sources.length,
    codeLines: lines.reduce((sum, one) => sum + one, 0),
    ofSource: spreadOf(lines),
    ofFunction: spreadOf(sources.flatMap(functionLines)),
    mutualPairs: mutualPairs(sources),
    fullFolders: fullFolders(sources),
    readBeside: beside,
    listed: beside.filter(path => [...alone.values()].filter(reader => reader === alone.get(path)).length >= LISTED),
    started: beside.filter(path => tested.has(path) && !imported.has(alone.get(path)!)),
    engineValues: existsSync(engine) ? namesIn(engine).filter(name => !name.startsWith('type ')).length : 0,
  };
}

/** The code below `src` of all projects, by its paths from the workspace on. */
function codeFiles(workspace: string): readonly string[] {
  const projects = ['packages', 'apps', 'tools']
    .filter(group => existsSync(workspace + group))
    .flatMap(group => readdirSync(workspace + group).map(name => `${group}/${name}/src`));
  return projects
    .filter(folder => existsSync(workspace + folder))
    .flatMap(folder =>
      readdirSync(workspace + folder, { recursive: true, encoding: 'utf8' }).map(path => `${folder}/${path}`),
    )
    .filter(path => /\.(ts|tsx|mjs|svelte)$/.test(path))
    .sort();
}

function sourceAt(workspace: string, path: string): Source {
  const text = readFileSync(workspace + path, 'utf8');
  const found = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(match => posix.join(dirname(path), match[1]!));
  return {
    path,
    text,
    imports: found(/(?:from|import) '(\.\.?\/[^']+)'/g),
    later: found(/import\('(\.\.?\/[^'?]+)(?:\?raw)?'\)/g),
  };
}

/** Counts the lines that are neither empty nor a comment alone. */
function codeLines(text: string): number {
  let inComment = false;
  const isCode = (line: string): boolean => {
    if (inComment) {
      inComment = !line.includes('*/');
      return false;
    }
    inComment = line.startsWith('/*') && !line.includes('*/');
    return line !== '' && !line.startsWith('//') && !line.startsWith('/*');
  };
  return text.split('\n').filter(line => isCode(line.trim())).length;
}

/** The code lines of each function of a source that has a name: declared, a method, or the value of a constant or a property. */
function functionLines({ path, text }: Source): readonly number[] {
  if (!/\.(ts|tsx)$/.test(path)) return [];
  const lines: number[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && isNamed(node))
      lines.push(codeLines(node.getText(file)));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

function isNamed(node: ts.SignatureDeclaration): boolean {
  const { parent } = node;
  if (node.name || ts.isConstructorDeclaration(node)) return true;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
}

function spreadOf(lines: readonly number[]): Spread {
  const sorted = [...lines].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { median: at(0.5), p90: at(0.9) };
}

function mutualPairs(sources: readonly Source[]): readonly string[] {
  const paths = new Set(sources.map(({ path }) => path));
  const edges = new Set(
    sources.flatMap(({ path, imports, later }) =>
      [...imports, ...later].filter(one => paths.has(one)).map(one => `${dirname(path)} ${dirname(one)}`),
    ),
  );
  const ends = [...edges].map(edge => edge.split(' ') as [string, string]);
  return ends
    .filter(([from, to]) => from < to && edges.has(`${to} ${from}`))
    .map(pair => pair.join(' ↔ '))
    .sort();
}

function fullFolders(sources: readonly Source[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts.keys()].filter(folder => counts.get(folder)! > FULL).sort();
}

/** Returns the private sources that one file beside them reads, each with that file. */
function readBeside(workspace: string, sources: readonly Source[]): ReadonlyMap<string, string> {
  const readers = new Map<string, Set<string>>();
  const laterToo = new Set(sources.flatMap(({ later }) => later));
  for (const { path, imports } of sources)
    for (const target of imports) readers.set(target, (readers.get(target) ?? new Set()).add(path));
  const isPublic = publicFiles(workspace, sources);
  const beside = new Map<string, string>();
  for (const { path } of sources) {
    const [reader, ...others] = readers.get(path) ?? [];
    if (reader === undefined || others.length > 0 || dirname(reader) !== dirname(path)) continue;
    const isPart = !path.endsWith('.svelte') && !isPublic(path) && !laterToo.has(path);
    if (isPart && !/\/src\/(index|engine)\.ts$/.test(reader)) beside.set(path, reader);
  }
  return beside;
}

/** Returns whether a package gives a source away: package.json has it among its exports, or its index exports from it. */
function publicFiles(workspace: string, sources: readonly Source[]): (path: string) => boolean {
  const indexes = sources.filter(({ path }) => path.endsWith('/src/index.ts'));
  const given = new Set(indexes.flatMap(({ imports }) => imports));
  const folders = [...new Set(sources.map(({ path }) => path.split('/').slice(0, 2).join('/')))];
  const rooms: string[] = [];
  for (const folder of folders) {
    const manifest = `${workspace}${folder}/package.json`;
    if (!existsSync(manifest)) continue;
    const { exports = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: unknown };
    for (const [, path] of JSON.stringify(exports).matchAll(/"\.\/(src\/[^"]+)"/g))
      if (path!.endsWith('/*.ts')) rooms.push(posix.join(folder, dirname(path!)));
      else given.add(posix.join(folder, path!));
  }
  return path => given.has(path) || rooms.includes(dirname(path));
}
