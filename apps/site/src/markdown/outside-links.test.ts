import { createMarkdownRenderer, disposeMdItInstance } from 'vitepress';
import { describe, expect, it } from 'vitest';
import { outsideLinks } from './outside-links.ts';

const relativePath = 'start/install.md';

async function rendered(text: string, repository?: string): Promise<string> {
  // VitePress keeps the first renderer that it makes.
  disposeMdItInstance();
  const markdown = await createMarkdownRenderer('docs', {
    config: own => outsideLinks(own, { exists: path => path === 'api/graph.md', repository }),
  });
  return markdown.render(text, { path: `docs/${relativePath}`, relativePath, cleanUrls: false });
}

describe('a link of a page', () => {
  it('to the README or the folder of a package leads to the page of the package', async () => {
    for (const link of ['../../packages/graph/README.md', '../../packages/graph', '../../packages/graph/'])
      expect(await rendered(`See [graph](${link}).`)).toContain('<a href="./../api/graph.html">graph</a>');
    expect(await rendered('[graph](../../packages/graph/README.md#add)')).toContain('href="./../api/graph.html#add"');
  });

  it('to another file of the workspace is plain text while the repository has no address', async () => {
    const text = 'See [the `map`](../../ARCHITECTURE.md) and [b](first.md).';
    expect(await rendered(text)).toContain('<p>See the <code>map</code> and <a href="./first.html">b</a>.</p>');
  });

  it('to another file leads to the repository if it has an address', async () => {
    const html = await rendered('[map](../../ARCHITECTURE.md#words)', 'https://host.example/a/blob/main/');
    expect(html).toContain('href="https://host.example/a/blob/main/ARCHITECTURE.md#words"');
  });

  it('to another host, to a part of the page and to a page of the site stays', async () => {
    const html = await rendered('[a](https://a.example/packages/) [b](#part) [c](../build-it.md#one)');
    for (const href of ['https://a.example/packages/', '#part', './../build-it.html#one'])
      expect(html).toContain(`href="${href}"`);
  });
});
