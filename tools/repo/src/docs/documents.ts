import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { root } from '../root.ts';

/** A text of the workspace that shows code: a guide in Markdown, or a source with docstrings. */
export interface Document {
  /** From the workspace's folder on. */
  readonly path: string;
  readonly text: string;
}

/** The document at a path. */
export function documentAt(path: string): Document {
  return { path, text: readFileSync(root + path, 'utf8') };
}

/** The guides: Markdown at the top, in `docs` and its folders, at the top of each project, and beside the reference numbers. */
export function guides(): Document[] {
  const projects = ['packages', 'apps', 'tools'].flatMap(group => foldersIn(group));
  // The pages of the API are written from docstrings.
  const chapters = foldersIn('docs').filter(folder => folder !== 'docs/api/');
  return ['', 'docs/', ...chapters, ...projects, 'tools/laws/reference/']
    .flatMap(folder => filesIn(folder).map(name => folder + name))
    .filter(path => path.endsWith('.md'))
    .map(documentAt);
}

/** The folders of packages with an index, with a slash at their ends: `thalweg` exports what these define. */
export function packages(): string[] {
  return foldersIn('packages').filter(folder => existsSync(`${root}${folder}src/index.ts`));
}

/** Returns the sources of packages, without their tests. */
export function sources(folders = packages()): Document[] {
  return folders
    .flatMap(folder =>
      readdirSync(`${root}${folder}src`, { recursive: true }).map(name => `${folder}src/${String(name)}`),
    )
    .filter(path => /\.ts$/.test(path) && !/\.test(-d)?\.ts$|\/testing\//.test(path))
    .sort()
    .map(documentAt);
}

function foldersIn(group: string): string[] {
  const entries = readdirSync(root + group, { withFileTypes: true });
  const folders = entries.filter(entry => entry.isDirectory() && !entry.name.startsWith('.'));
  return folders.map(({ name }) => `${group}/${name}/`);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(root + folder, { withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(({ name }) => name);
}
