import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressesIn, root } from '../repository/addresses.ts';
import { projectLinks, sidebar } from './sidebar.ts';

let docs: string;
beforeEach(async () => {
  docs = await mkdtemp(join(tmpdir(), 'docs-'));
});
afterEach(() => rm(docs, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(docs, path)), { recursive: true });
  await writeFile(join(docs, path), text);
}

describe('the sidebar', () => {
  it('has a section for each folder with pages, by their order, then by their names', async () => {
    await write('start/a.md', '# A `thing`\n');
    await write('start/b.md', '---\norder: 1\n---\n# B\n');
    await write('index.md', '# Home\n');
    expect(sidebar(docs)).toEqual([
      {
        text: 'Start',
        items: [
          { text: 'B', link: '/start/b' },
          { text: 'A thing', link: '/start/a' },
        ],
      },
    ]);
  });

  it('shows each page at the top once, those that no section names in the last section', async () => {
    for (const name of ['gradient-descent', 'build-it', 'how-fast', 'glossary', 'tables'])
      await write(`${name}.md`, `# ${name}\n`);
    const shown = sidebar(docs).map(({ text, items }) => [text, ...items!.map(({ link }) => link)]);
    expect(shown).toEqual([
      ['Learn', '/gradient-descent', '/build-it'],
      ['Evidence', '/how-fast'],
      ['Look up', '/glossary'],
      ['In depth', '/tables'],
    ]);
  });

  it('shows the packages, without the list of them and their namespaces', async () => {
    for (const name of ['index', 'graph', 'graph.Namespace.scalar']) await write(`api/${name}.md`, `# ${name}\n`);
    expect(sidebar(docs)).toMatchObject([
      { text: 'API', link: '/api/', items: [{ text: 'graph', link: '/api/graph' }] },
    ]);
  });

  it('refuses a page without a heading', async () => {
    await write('start/a.md', 'Nothing.\n');
    expect(() => sidebar(docs)).toThrow(
      'docs: a page must have a heading, got none in start/a.md. Add a line "# Title".',
    );
  });
});

const linksIn = (addresses: object) => projectLinks(addressesIn(JSON.stringify(addresses)).repository);

describe('the links to the repository', () => {
  it('are missing while it has no address', () => {
    expect(linksIn({ repository: null, homepage: null, bugs: null })).toEqual({});
  });

  it('lead to it, and to the file of each page that people wrote, once it has one', () => {
    expect(linksIn({ repository: 'git+https://host.example/a/b.git', homepage: null })).toEqual({
      socialLinks: [{ icon: 'github', link: 'https://host.example/a/b' }],
      editLink: { pattern: 'https://host.example/a/b/edit/main/docs/:path', text: 'Edit this page' },
    });
  });
});

it('an address of a homepage ends with a slash', () => {
  const homepageOf = (homepage: string | null) => addressesIn(JSON.stringify({ repository: null, homepage })).homepage;
  expect(homepageOf(null)).toBeUndefined();
  for (const written of ['https://site.example/x', 'https://site.example/x/'])
    expect(homepageOf(written)).toBe('https://site.example/x/');
});

const written = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.md') && !path.startsWith('api/'))
  .map(path => ({ path, text: readFileSync(`${root}docs/${path}`, 'utf8') }));

it('the pages call one thing a lecture: the twelve stops of the playground', () => {
  const others = written.flatMap(({ path, text }) =>
    text.split('\n').filter(line => /lecture/i.test(`${path} ${line}`) && !/twelve stops/.test(line)),
  );
  expect(others).toEqual([]);
});

it('the page of examples shows each example and each program', () => {
  const { text } = written.find(({ path }) => path === 'examples.md')!;
  const folders = ['examples', 'apps'].flatMap(group =>
    readdirSync(`${root}${group}`)
      .map(name => `${group}/${name}/`)
      .filter(folder => folder !== 'apps/site/' && existsSync(`${root}${folder}package.json`)),
  );
  expect(folders.length).toBeGreaterThan(12);
  expect(folders.filter(folder => !text.includes(`](../${folder}`))).toEqual([]);
});

it('the title of the page on drift says the task', () => {
  expect(written.find(({ path }) => path === 'guides/drift.md')!.text).toMatch(/^# Drift: .*react/m);
});
