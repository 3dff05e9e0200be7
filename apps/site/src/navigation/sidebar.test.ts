import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sidebar } from './sidebar.ts';

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
