import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dependencies, rowOf, TABLE_HEAD } from './dependency-table.ts';
import { root } from '../root.ts';

const text = readFileSync(`${root}SECURITY.md`, 'utf8');
const rows = text
  .slice(text.indexOf(TABLE_HEAD) + TABLE_HEAD.length + 1)
  .split('\n\n')[0]!
  .trim()
  .split('\n');

it('SECURITY.md lists every package of others that ours bring along, as the lock file has it', () => {
  // The last column is a date that only the registry knows.
  expect(rows.map(row => row.replace(/ [\d-]+ \|$/, ''))).toEqual(dependencies().map(rowOf));
});

it('none has a licence that forbids anything to apps', () => {
  const licences = new Set(dependencies().map(({ licence }) => licence));
  const free = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'Unlicense'];
  const parts = (licence: string): readonly string[] => licence.replace(/[()]/g, '').split(/ (?:AND|OR) /);
  expect([...licences].filter(licence => !parts(licence).every(part => free.includes(part)))).toEqual([]);
}); // prettier-ignore
