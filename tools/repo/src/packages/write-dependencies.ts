import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dependencies, rowOf, TABLE_HEAD } from './dependency-table.ts';
import { root } from '../root.ts';

/** Writes the table of dependencies in SECURITY.md, with the date of each version, which the registry knows. */
const path = `${root}SECURITY.md`;
const text = readFileSync(path, 'utf8');
const begin = text.indexOf(TABLE_HEAD);
const end = text.indexOf('\n\n', begin);
const rows = dependencies().map(one => `${rowOf(one)} ${dateOf(one.name, one.version)} |`);
writeFileSync(path, `${text.slice(0, begin)}${[TABLE_HEAD, ...rows].join('\n')}${end < 0 ? '\n' : text.slice(end)}`);

function dateOf(name: string, version: string): string {
  const times = JSON.parse(execFileSync('npm', ['view', name, 'time', '--json'], { encoding: 'utf8' })) as Record<
    string,
    string
  >;
  return times[version]?.slice(0, 10) ?? '?';
}
