import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { documentAt, packages } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { typeErrorsOf } from './failures-of.ts';

interface Names {
  readonly names: Readonly<Record<'torch' | 'F' | 'nn' | 'np', readonly string[]>>;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Results of NumPy for x, or for x and y. */
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

interface Row {
  readonly torch: readonly string[];
  readonly numpy: readonly string[];
  readonly here: readonly string[];
  readonly packages: readonly string[];
}

/** The names that each package exports. */
const exported = new Map(packages().map(folder => [folder, new Set(exportsOf(folder).map(({ name }) => name))]));
const exports = (folder: string, name: string): boolean => exported.get(`packages/${folder}/`)!.has(name);

const theirs = JSON.parse(documentAt('tools/laws/reference/names.json').text) as Names;
const rows = rowsOf(documentAt('docs/names.md').text);

function rowsOf(markdown: string): Row[] {
  const cells = [...markdown.matchAll(/^\| (?!PyTorch)(.*) \|$/gm)].map(match => match[1]!.split(/ ?\| ?/));
  return cells.map(([torch, numpy, here, packages]) => ({
    torch: spansOf(torch!),
    numpy: spansOf(numpy!),
    here: spansOf(here!),
    packages: spansOf(packages!),
  }));
}

function spansOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!);
}

/** The functions that a span of code calls, or the name that it is. */
function calledIn(span: string): string[] {
  const calls = [...span.matchAll(/(?<![.\w])(\w+)\(/g)].map(match => match[1]!);
  return /^\w+$/.test(span) ? [span] : calls;
}

describe('the page of names', () => {
  const listed = {
    torch: rows.flatMap(({ torch }) => torch.filter(name => !name.includes('.'))),
    F: rows.flatMap(({ torch }) => torch.filter(name => name.startsWith('F.')).map(name => name.slice(2))),
    nn: rows.flatMap(({ torch }) => torch.filter(name => name.startsWith('nn.')).map(name => name.slice(3))),
    np: rows.flatMap(({ numpy }) => numpy),
  };

  it.each(['torch', 'F', 'nn', 'np'] as const)('has one row for each name of %s', library => {
    expect([...listed[library]].sort()).toEqual([...theirs.names[library]].sort());
  });

  it('names what the packages of a row export', () => {
    const wrong = rows.flatMap(({ here, packages }) => {
      const isKnown = (name: string) => packages.length === 0 || packages.some(folder => exports(folder, name));
      return here.flatMap(calledIn).filter(name => !isKnown(name));
    });
    expect(wrong).toEqual([]);
  });

  it('says in which package the name of a function is', () => {
    const nowhere = rows.filter(({ here, packages }) => packages.length === 0 && here.flatMap(calledIn).length > 0);
    expect(nowhere).toEqual([]);
  });
});

/** A span as a statement: each call is one of its package. A call without arguments is that of a layer, if both have one. */
function statementOf(span: string, packages: readonly string[]): string {
  return span.replaceAll(/(?<![.\w])(\w+)\((\))?/g, (call, name: string, empty?: string) => {
    const having = packages.filter(folder => exports(folder, name));
    const chosen = empty ? having.at(-1) : having[0];
    return chosen === undefined ? call : `${chosen}.${call}`;
  });
}

describe('what the page writes', () => {
  const written = rows.flatMap(({ here, packages }) => here.map(span => ({ span, packages })));
  const calls = written.filter(({ span, packages }) => packages.length > 0 && /^[^…=]*\)$/.test(span));
  let errors: readonly string[];

  beforeAll(async () => {
    const statements = calls.map(({ span, packages }) => `${statementOf(span, packages)};`);
    const folders = [...new Set(calls.flatMap(({ packages }) => packages))];
    const nodes = ['x', 'y', 'z', 'a', 'b', 'c', 's'];
    const given = (text: string): string[] =>
      text.replaceAll(/'[^']*'/g, '').match(/(?<![.\w])[a-z]\w*(?![\w:.(])/g) ?? [];
    const others = new Set(statements.flatMap(given).filter(word => !nodes.includes(word) && word !== 'true'));
    const before = [
      ...folders.map(name => `import * as ${name} from '@thalweg/${name}';`),
      `declare const ${nodes.map(name => `${name}: graph.Node`).join(', ')};`,
      `declare const ${[...others].map(name => `${name}: any`).join(', ')};`,
    ];
    // Within the workspace, so that what is installed in it is found.
    mkdirSync(`${root}.nx`, { recursive: true });
    const folder = mkdtempSync(`${root}.nx/names-`);
    const path = `${folder}/names.ts`;
    writeFileSync(path, [...before, ...statements].join('\n'));
    const found = await typeErrorsOf('names', [path]);
    rmSync(folder, { recursive: true });
    errors = found.map(({ line, message }) => `${[...before, ...statements][line - 1]!} ${message.split('\n')[0]!}`);
  }, 120_000);

  it('compiles, with the options that it names', () => {
    expect(calls.length).toBeGreaterThan(250);
    expect(errors).toEqual([]);
  });
});

/** A span that can be computed from x and y alone, not a call with options that are only named. */
function isComputable(span: string): boolean {
  const words = [...span.matchAll(/(?<![.\w])([A-Za-z]\w*)(?![\w:])/g)].map(match => match[1]!);
  return /^[^…]*\)$/.test(span) && words.every(word => ['x', 'y', 'Math', 'Infinity'].includes(word) || word in graph);
}

const computable = rows.flatMap(({ numpy, here }) => {
  const names = numpy.filter(name => name in theirs.values);
  const [span] = here;
  return span !== undefined && isComputable(span) ? names.map(name => ({ name, span })) : [];
});

describe('a composition gives what NumPy gives', () => {
  it('for most functions that are elementwise', () => expect(computable.length).toBeGreaterThan(70));

  it.each(computable)('$name by $span', ({ name, span }) => {
    const [x, y] = [theirs.x, theirs.y].map(values => graph.constant(values as number[], { dtype: 'float64' }));
    // The page is ours, and this is what its readers do with it.
    // oxlint-disable-next-line typescript/no-implied-eval
    const compute = new Function('x', 'y', ...Object.keys(graph), `return ${span};`) as (
      ...known: unknown[]
    ) => graph.Node;
    const found = Array.from(graph.read(compute(x, y, ...Object.values(graph))).data);
    const expected = theirs.values[name]!;
    expect(found.length).toBe(expected.length);
    for (const [i, value] of expected.entries())
      if (value === null) expect(Number.isFinite(found[i])).toBe(false);
      else expect(found[i]).toBeCloseTo(value, 12);
  });
});
