import { describe, expect, it } from 'vitest';
import { fittedTable } from './fitted-table.ts';
import { terminalColumns } from './terminal-columns.ts';
import { wrappedText } from './wrapped-text.ts';

const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

const table = {
  head: ['model', 'area under the curve', 'log loss'],
  rows: [
    ['base rate', '0.5', '0.64'],
    ['table of airport and hour', '', '0.6'],
  ],
  align: ['left', 'right', 'right'] as const,
};

describe('a table', () => {
  it('has borders where they fit, also in a file', () => {
    for (const columns of [Infinity, 200, 80, 66]) {
      const lines = fittedTable(table, columns).split('\n');
      expect(lines[0]).toMatch(/^┌─+┬─+┬─+┐$/);
      expect(lines[3]).toBe('│ base rate                 │                  0.5 │     0.64 │');
      expect(lines).toHaveLength(6);
    }
  });

  it('has none in a narrower terminal', () => {
    expect(fittedTable(table, 60).split('\n')).toEqual([
      'model                      area under the curve  log loss',
      'base rate                                   0.5      0.64',
      'table of airport and hour                             0.6',
    ]);
  });

  it('is a list in a terminal that is narrower still', () => {
    expect(fittedTable(table, 40).split('\n')).toEqual([
      'model',
      'base rate',
      '  area under the curve  0.5',
      '  log loss              0.64',
      'table of airport and hour',
      '  log loss              0.6',
    ]);
  });

  it('wraps prose in its last column', () => {
    const prose = {
      rows: [
        ['for spam', 'remove '.repeat(30).trim()],
        ['drift', 'none'],
      ],
      prose: true,
    };
    const [wide, usual, narrow] = [200, 80, 40].map(columns => fittedTable(prose, columns));
    expect([widest(wide!), widest(usual!)]).toEqual([91, 77]);
    expect(narrow!.split('\n').at(0)).toBe('for spam: remove remove remove remove');
    expect(narrow!.split('\n').at(1)).toBe('  remove remove remove remove remove');
    expect(narrow!.split('\n').at(-1)).toBe('drift: none');
  });

  it.each([1, 2, 5, 10, 20, 39, 40, 41, 59, 60, 80, 200])('is never wider than %d columns', columns => {
    const prose = { rows: [['for spam', `remove ${'x'.repeat(300)}`]], prose: true };
    for (const one of [table, prose]) expect(widest(fittedTable(one, columns))).toBeLessThanOrEqual(columns);
  });
});

describe('a text', () => {
  it('is wrapped between words, and keeps its lines', () => {
    expect(wrappedText('one two three\nfour', { columns: 8 })).toBe('one two\nthree\nfour');
    expect(wrappedText('one two three', { columns: 8, indent: '> ' })).toBe('> one\n> two\n> three');
    expect(wrappedText('- one two', { columns: 6, hang: '  ' })).toBe('- one\n  two');
    expect(wrappedText('one  two', { columns: 8 })).toBe('one  two');
  });

  it('is cut inside a word that is longer than a line', () => {
    expect(wrappedText('a abcdefgh i', { columns: 5 })).toBe('a\nabcde\nfgh i');
  });

  it('stays as it is in a file', () => {
    expect(wrappedText('one two '.repeat(99))).toBe('one two '.repeat(99).trimEnd());
    expect(terminalColumns({ write: () => true })).toBe(Infinity);
    expect(terminalColumns({ write: () => true, isTTY: true, columns: 40 })).toBe(40);
    expect(terminalColumns({ write: () => true, isTTY: true, columns: 0 })).toBe(80);
  });
});
