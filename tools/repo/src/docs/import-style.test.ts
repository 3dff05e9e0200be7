import { describe, expect, it } from 'vitest';
import { documentAt, guides, type Document } from './documents.ts';

// Who installs `thalweg` imports `thalweg/graph`, and so do all pages and the README of the workspace. Who installs a package alone
// has no `thalweg`, so its README imports by the name of the package.

/** The packages whose readers have `thalweg`. */
const WHOLE = ['packages/thalweg/README.md', 'packages/create-thalweg/README.md'];

const isPage = ({ path }: Document) => path === 'README.md' || path.startsWith('docs/') || WHOLE.includes(path);
const pages = guides().filter(isPage);
const ownReadmes = guides().filter(({ path }) => /^packages\/[\w-]+\/README\.md$/.test(path) && !WHOLE.includes(path));

/** Lines of pages that name packages alone, each with its reason. */
const exceptions: readonly (readonly [path: string, words: string, reason: string])[] = [
  ['docs/programs.md', "from '@thalweg/", 'a source of this repository, word for word'],
  ['docs/packages.md', '`@thalweg/`', 'says how packages alone are named'],
  ['docs/packages.md', 'npm install @thalweg/', 'the commands of optional packages and of packages alone'],
  ['docs/start/install.md', '@thalweg/', 'says how optional packages and packages alone are installed'],
  ['docs/versioning.md', '`@thalweg/…`', 'names all packages'],
  ['docs/tables.md', 'npm install @thalweg/report', 'installs an optional package'],
  ['docs/start/first-page.md', '@thalweg/react', 'installs an optional package'],
  ['docs/precompiled.md', '`@thalweg/build`', 'names an optional package to install'],
  ['docs/scale.md', '`@thalweg/nats`', 'names an optional package to install'],
  ['docs/guides/deploy.md', '`@thalweg/', 'names optional packages to install'],
  ['docs/guides/troubleshooting.md', '@thalweg/report', 'repeats an error and its remedy'],
  ['packages/thalweg/README.md', '@thalweg/', 'compares both forms, and names optional packages'],
];

/** The lines of a page that name a package alone, without those that are allowed to. */
function ownNames({ path, text }: Document): string[] {
  const allowed = exceptions.filter(([page]) => page === path).map(([, words]) => words);
  return text
    .split('\n')
    .map((line, at) => `${at + 1}: ${line}`)
    .filter(line => line.includes('@thalweg/') && !allowed.some(words => line.includes(words)));
}

/** The lines that import `thalweg/…`, or name it in a span of code. */
function wholeNames({ text }: Document): string[] {
  return text.split('\n').filter(line => /['`]thalweg\//.test(line));
}

/** The commands that install `thalweg` before the page has said how, while it is not on npm. */
function earlyInstalls({ text }: Document): string[] {
  const [before] = text.split(/not\s+on\s+npm\s+yet|are\s+on\s+npm|npm run pack/);
  return before!.split('\n').filter(line => /npm (install|i|create)\b.*\bthalweg\b/.test(line));
}

describe.each(pages)('$path', page => {
  it('imports by the names of the whole, thalweg/…', () => expect(ownNames(page)).toEqual([]));
});

describe.each([...pages, ...ownReadmes])('$path', page => {
  it('installs nothing before it says how, as it is not on npm yet', () => expect(earlyInstalls(page)).toEqual([]));
});

describe.each(ownReadmes)('$path', readme => {
  it('imports by the names of packages, @thalweg/…', () => expect(wholeNames(readme)).toEqual([]));
});

it.each(exceptions)('still needs the exception in %s of %s: %s', (path, words) => {
  expect(documentAt(path).text).toContain(words);
});

describe('a page that is wrong', () => {
  const page = (text: string): Document => ({ path: 'docs/planted.md', text });

  it('finds the lines with the other name', () => {
    const text = "import { read } from 'thalweg/graph';\nimport { adam } from '@thalweg/optim';";
    expect(ownNames(page(text))).toEqual(["2: import { adam } from '@thalweg/optim';"]);
    expect(wholeNames(page(text))).toEqual(["import { read } from 'thalweg/graph';"]);
  });

  it('finds a command that cannot work yet, unless the page says so before', () => {
    expect(earlyInstalls(page('npm install thalweg rxjs'))).toEqual(['npm install thalweg rxjs']);
    expect(earlyInstalls(page('The packages are not on npm yet.\nnpm install thalweg rxjs'))).toEqual([]);
    expect(earlyInstalls(page('npm install koffi'))).toEqual([]);
  });
});

it('has a README of at most 150 lines', () => {
  expect(documentAt('README.md').text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});
