import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentAt, guides, type Document } from './documents.ts';
import { root } from '../root.ts';

const quoted = /`((?:packages|apps|tools|docs)\/[\w./@-]*)`/g;
const linked = /\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g;

/** The paths that a guide names: in backticks from the workspace's folder on, in links from its own. */
function pathsIn({ path, text }: Document): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const named = [...prose.matchAll(quoted)].map(match => match[1]!);
  const linkedTo = [...prose.matchAll(linked)].map(match => posix.join(posix.dirname(path), match[1]!));
  return [...new Set([...named, ...linkedTo])];
}

describe.each(guides())('$path', guide => {
  it('names only paths that exist', () => {
    expect(pathsIn(guide).filter(path => !existsSync(root + path))).toEqual([]);
  });
});

it('finds paths in backticks and links, and no addresses, anchors or code', () => {
  const text =
    'See `packages/tensor/src`, `apps/`, [a](tools/a.ts), [b](https://b.example) and [c](#c), `npm test`, `a/b`.\n' +
    '```ts\nf[0](packages/none);\n```\n';
  expect(pathsIn({ path: 'README.md', text })).toEqual(['packages/tensor/src', 'apps/', 'tools/a.ts']);
});

it('follows links from the folder of the guide', () => {
  const text = '`tools/x`, [a](a.ts), [d](../d.md#part)';
  expect(pathsIn({ path: 'docs/e.md', text })).toEqual(['tools/x', 'docs/a.ts', 'd.md']);
});

/** The anchors of the headings of a page, as the site makes them. */
function anchorsIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const headings = [...prose.matchAll(/^#{1,6} (.*)$/gm)].map(match => match[1]!);
  return headings.map(heading =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .normalize('NFKD')
      .replaceAll(/[\u0300-\u036F]/g, '')
      .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .replace(/^(\d)/, '_$1')
      .toLowerCase(),
  );
}

/** The links of a page to headings that are not there, in this page or in another one of `docs`. */
function deadAnchors({ path, text }: Document): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const links = [...prose.matchAll(/\]\((?!\w+:)([^)#\s]*)#([^)\s]+)\)/g)];
  return links
    .filter(([, target, anchor]) => {
      const page = target === '' ? path : posix.join(posix.dirname(path), target!);
      return page.endsWith('.md') && existsSync(root + page) && !anchorsIn(documentAt(page).text).includes(anchor!);
    })
    .map(([, target, anchor]) => `${target}#${anchor}`);
}

describe.each(guides())('$path', guide => {
  it('links only to headings that exist', () => expect(deadAnchors(guide)).toEqual([]));
});

it('finds links to headings that are not there', () => {
  expect(anchorsIn('# A page\n## 2. Don’t, `stop()` here\n')).toEqual(['a-page', '_2-don-t-stop-here']);
  const text = '[c](blas.md#bits-and-threads), [d](blas.md#no), [e](names.md), [f](https://f.example/g.md#h)';
  expect(deadAnchors({ path: 'docs/links.md', text })).toEqual(['blas.md#no']);
});

it('shows the pipeline that the digits program runs on the page of programs', () => {
  const [, example] = /^## A network that learns digits$.*?```ts\n(.*?)```/ms.exec(
    documentAt('docs/programs.md').text,
  )!;
  expect(example).toBe(documentAt('apps/digits/src/pipeline.ts').text);
});
