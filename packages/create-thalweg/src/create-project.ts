import { cp, mkdir, readdir, readFile, realpath, rename, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEMPLATES = fileURLToPath(new URL('../templates/', import.meta.url));

/** Files that templates have under another name: npm leaves the one out of a package, and tools take the other for a project. */
const RENAMED = { gitignore: '.gitignore', 'manifest.json': 'package.json' };

/** The only files that a folder may hold before: those of a new repository. */
const HARMLESS = ['.git', '.DS_Store'];

/**
 * Writes a new project into a folder, which may exist if it is empty, and returns the path of the folder.
 *
 * - **Throws** {@link CreationError} for an unknown template, and a folder that is not empty
 */
export async function createProject(folder: string, template: string): Promise<string> {
  const names = templates.map(({ name }) => name);
  if (!names.includes(template))
    throw new CreationError(`the template must be one of ${names.join(', ')}, got '${template}'. Choose one of them.`);
  const path = resolve(folder);
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CreationError(`'${folder}' must be a folder, got ${error.code ?? error.message}. Choose another name.`);
  });
  const present = (await readdir(path)).filter(name => !HARMLESS.includes(name));
  if (present.length > 0)
    throw new CreationError(
      `the folder '${folder}' must be empty, got ${present.slice(0, 3).join(', ')}. Choose another name, or empty it.`,
    );

  // The folder may be a link. A file that somebody else writes meanwhile stays as it is.
  await cp(join(TEMPLATES, template), await realpath(path), {
    recursive: true,
    force: false,
    errorOnExist: true,
  }).catch((error: NodeJS.ErrnoException) => {
    throw new CreationError(
      `'${folder}' must be writable and empty, got ${error.code ?? error.message}. Choose another folder.`,
    );
  });
  for (const [packed, written] of Object.entries(RENAMED)) await rename(join(path, packed), join(path, written));
  await fillIn(join(path, 'package.json'), { name: packageName(path), version: await ownVersion() });
  await fillIn(join(path, 'README.md'), { name: basename(path), version: await ownVersion() });
  return path;
}

/** Replaces the words in braces of a file: the name of the project, and the version of Thalweg. */
async function fillIn(path: string, words: Readonly<Record<string, string>>): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word]!),
  );
}

/** The letters of a name of a package: npm takes 214 at most, and a folder may have 255. */
const LONGEST_NAME = 214;

/** The name of a folder as that of a package, which npm takes: lower case, letters, digits and hyphens. */
function packageName(path: string): string {
  const name = basename(path)
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'my-project' : name;
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The error for a project that cannot be written: what must hold, what was given, and what to try. */
export class CreationError extends Error {
  override readonly name = 'CreationError';

  constructor(message: string) {
    super(`create-thalweg: ${message}`);
  }
}

/** A kind of project, by the name of its folder under `templates`. */
interface Template {
  readonly name: string;
  /** The purpose of a project of this kind, in a few words. */
  readonly about: string;
}

/** The kinds of projects, the simplest one first. */
export const templates: readonly Template[] = [
  { name: 'script', about: 'train and predict, in one short file' },
  { name: 'table', about: 'a CSV file to a report with charts' },
  { name: 'service', about: 'an HTTP server that predicts, and learns from what comes back' },
  { name: 'page', about: 'a page that trains, and shows its circuit live (Vite)' },
];
