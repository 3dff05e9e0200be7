import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './root.ts';

const top = '(?:packages|apps|tools)';

/** The workspace's own paths that a document names, in backticks or as the target of a link. */
function pathsIn(markdown: string): string[] {
  const quoted = [...markdown.matchAll(new RegExp('`(' + top + '/[\\w./@-]*)`', 'g'))];
  const linked = [...markdown.matchAll(/\]\((?!\w+:|#)([^)#\s]+)[^)]*\)/g)];
  return [...new Set([...quoted, ...linked].map(match => match[1]!))];
}

describe.each(['README.md', 'ARCHITECTURE.md'].filter(name => existsSync(root + name)))('%s', name => {
  it('names only paths that exist', () => {
    expect(pathsIn(readFileSync(root + name, 'utf8')).filter(path => !existsSync(root + path))).toEqual([]);
  });
});

it('finds paths in backticks and links, and no addresses or anchors', () => {
  const text =
    'See `packages/tensor/src`, `apps/`, [a](tools/a.ts), [b](https://b.example) and [c](#c), `npm test`, `a/b`.';
  expect(pathsIn(text)).toEqual(['packages/tensor/src', 'apps/', 'tools/a.ts']);
});

it('shows the pipeline that the digits program runs as the first example of the README', () => {
  const [, example] = readFileSync(`${root}README.md`, 'utf8').match(/```ts\n([\s\S]*?)```/)!;
  expect(example).toBe(readFileSync(`${root}apps/digits/src/pipeline.ts`, 'utf8'));
});
