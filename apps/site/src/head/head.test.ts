import { describe, expect, it } from 'vitest';
import { addressTags, firstParagraph, socialTags, withSidebarClass, withTags } from './head.ts';

const page = { title: 'Data | Thalweg', description: 'A dataset.', path: 'guides/data.html' };

describe('the tags from which other sites show a page', () => {
  it('are its texts alone while the site has no address', () => {
    expect(socialTags(page, undefined).map(([, { property, content }]) => `${property} ${content}`)).toEqual([
      'og:site_name Thalweg',
      'og:type website',
      'og:title Data | Thalweg',
      'og:description A dataset.',
    ]);
  });

  it('have its address and a picture once the site has one', () => {
    const tags = socialTags(page, 'https://site.example/base/').map(([, { property, content }]) => [property, content]);
    expect(tags).toContainEqual(['og:url', 'https://site.example/base/guides/data.html']);
    expect(tags).toContainEqual(['og:image', 'https://site.example/base/social.png']);
  });

  it('stand at the end of the head, with quotes that end no attribute', () => {
    const html = withTags('<head><title>a</title></head>', [['meta', { property: 'og:title', content: 'a "b"' }]]);
    expect(html).toBe('<head><title>a</title><meta property="og:title" content="a &quot;b&quot;" />\n</head>');
    expect(withTags('<head></head>', addressTags('', undefined))).toBe('<head></head>');
  });
});

describe('the description of a page', () => {
  it('is its first paragraph without marks', () => {
    const text = '---\norder: 1\n---\n\n# A\n\nA **new** `node` of\n[graph](graph.md).\n\nMore.\n';
    expect(firstParagraph(text)).toBe('A new node of graph.');
  });

  it('ends after a word if the paragraph is long', () => {
    const text = firstParagraph(`# A\n\n${'word '.repeat(60)}`)!;
    expect(text).toMatch(/^(word )+…$/);
    expect(text.length).toBeLessThanOrEqual(202);
  });

  it('is missing if the page begins with a table or with code', () => {
    expect(firstParagraph('# A\n\n```ts\nlet a;\n```\n\nLater.\n')).toBeUndefined();
    expect(firstParagraph('# A\n\n| a |\n|---|\n')).toBeUndefined();
  });
});

it('the bar of a page stands beside its sidebar before the application starts', () => {
  const bar = '<div class="VPNavBar" data-v-1>';
  expect(withSidebarClass(`${bar}<aside class="VPSidebar" data-v-2>`)).toContain('class="VPNavBar has-sidebar"');
  expect(withSidebarClass(bar)).toBe(bar);
});
