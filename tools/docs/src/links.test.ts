import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentAt, guides, type Document } from './documents.ts';
import { root } from './root.ts';

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

it('shows the pipeline that the digits program runs in a section of the README', () => {
  const [, example] = /^## A network that learns digits$.*?```ts\n(.*?)```/ms.exec(documentAt('README.md').text)!;
  expect(example).toBe(documentAt('apps/digits/src/pipeline.ts').text);
});
