import { describe, expect, it } from 'vitest';
import { documentAt, guides, packages, sources } from './documents.ts';
import { allowed, findingsIn } from './prose/findings-in.ts';
import { guidePassages } from './prose/guide-passages.ts';
import { sourcePassages } from './prose/source-passages.ts';

const findingsInSources = (folder: string): string[] => sources([folder]).flatMap(sourcePassages).flatMap(findingsIn);

describe.each(guides())('$path', guide => {
  it('has no phrase of the list', () => {
    expect(guidePassages(guide).flatMap(findingsIn)).toEqual([]);
  });
});

describe.each(packages())('%s', folder => {
  it('has no phrase of the list in docstrings and errors', () => {
    expect(findingsInSources(folder)).toEqual([]);
  });
});

describe('the list of allowed places', () => {
  it.each(allowed)('$path still says "$words"', ({ path, words }) => {
    expect(documentAt(path).text).toContain(words);
  });
});

describe('a text with phrases of the list', () => {
  it('is refused with line, phrase and what to write, wherever a line breaks', () => {
    const text = [
      'The size hangs on the batch.',
      'A value is',
      'told, and `hangs on` is code, like',
      '```ts',
      'hangs on',
      '```',
      'It hangs',
      '',
      'on nothing.',
    ].join('\n');
    expect(guidePassages({ path: 'planted.md', text }).flatMap(findingsIn)).toEqual([
      'planted.md:1: "hangs on", write "depends on".',
      'planted.md:2: "is told", write "receives, is given, is emitted".',
    ]);
  });

  it('may be a source, whose exported docstrings and errors are read', () => {
    const text = [
      '/** Whether it hangs on more. */',
      'const own = 1;',
      '/**',
      ' * What it returns stands',
      ' * in a table, `is told`.',
      ' *',
      ' * @example',
      ' * hangs.on; // hangs on',
      ' */',
      'export class Table {',
      '  /** Where it is. */',
      '  readonly place = own;',
      '  /** Where it is. */',
      '  private readonly other = own;',
      '  refuse(): never {',
      '    throw new TypeError(`table: ${this.place} hangs on it. ${this.other}`);',
      '  }',
      '}',
    ].join('\n');
    expect(sourcePassages({ path: 'planted.ts', text }).flatMap(findingsIn)).toEqual([
      'planted.ts:4: "What", write "Returns …, Shuffles …, Mean of …, True if …".',
      'planted.ts:4: "stands in", write "is in".',
      'planted.ts:11: "Where", write "Returns …, Shuffles …, Mean of …, True if …".',
      'planted.ts:16: "hangs on", write "depends on".',
    ]);
  });
});
