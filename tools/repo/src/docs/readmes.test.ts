import { describe, expect, it } from 'vitest';
import { documentAt, packages } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { programsIn } from './shown-programs.ts';

/** The names in spans of code, each on its own: `batch(size, options)` has three. */
function namesIn(markdown: string): Set<string> {
  const spans = markdown.replaceAll(/^```.*?^```/gms, '').match(/`[^`\n]+`/g) ?? [];
  return new Set(spans.flatMap(span => span.match(/[\w$]+/g) ?? []));
}

/** A block of code, not of commands. */
const EXAMPLE = /^```(ts|tsx|js|html|vue|svelte)$/gm;

function beforeTable(markdown: string): string {
  return markdown.slice(0, markdown.search(/^\| (export|subpath)/m));
}

describe.each(packages())('%s', folder => {
  const readme = documentAt(`${folder}README.md`);

  it('names every export of the package', () => {
    const names = namesIn(readme.text);
    const missing = exportsOf(folder).filter(({ name }) => !names.has(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has a row for nothing else', () => {
    const exported = new Set(exportsOf(folder).map(({ name }) => name));
    const cells = [...readme.text.matchAll(/^\| (.*?) \|/gm)].map(match => match[1]!);
    const named = cells.flatMap(cell => cell.match(/`[\w$]+/g) ?? []).map(name => name.slice(1));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(name => !exported.has(name))).toEqual([]);
  });

  it('begins with the name and an example that imports the package, in 80 lines at most', () => {
    const { name } = JSON.parse(documentAt(`${folder}package.json`).text) as { name: string };
    const lines = readme.text.split('\n');
    expect(lines[0]).toBe(`# ${name}`);
    expect(lines.length).toBeLessThanOrEqual(80);
    expect(programsIn(readme)[0]?.text).toContain(`from '${name}';`);
  });

  it('teaches with two or three examples before the table of exports', () => {
    const examples = beforeTable(readme.text).match(EXAMPLE) ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.length).toBeLessThanOrEqual(3);
  });
});

it('counts names in spans of code, not in words or blocks', () => {
  const text = 'A shuffle, `batch(size)` and `a`, `b`.\n```ts\nimport { take } from `x`;\n```\n`c`';
  expect([...namesIn(text)]).toEqual(['batch', 'size', 'a', 'b', 'c']);
});

it('finds the examples before the table of `thalweg`, which has no exports of its own', () => {
  const { text } = documentAt('packages/thalweg/README.md');
  expect(beforeTable(text).match(EXAMPLE)).toHaveLength(2);
  expect(text.split('\n').length).toBeLessThanOrEqual(80);
});
