import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../root.ts';

/** Lines that only some hosts know. */
const planted = { process: 'process.cwd()', document: 'document.title' };

/** The errors of a program of `tools/types`, with the lines planted beside its sources. */
function errorsOf(program: string): string[] {
  mkdirSync(`${root}.nx`, { recursive: true });
  const folder = mkdtempSync(`${root}.nx/planted-`);
  try {
    for (const [name, line] of Object.entries(planted))
      writeFileSync(`${folder}/${name}.ts`, `export const here: string = ${line};\n`);
    const path = `${root}tools/types/${program}.json`;
    const { include } = JSON.parse(readFileSync(path, 'utf8')) as { include: string[] };
    const config = { extends: path, include: [...include.map(one => `${root}tools/types/${one}`), '*.ts'] };
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
    const tsc = `${root}node_modules/typescript-native/bin/tsc`;
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
      cwd: root,
    });
    const errors = stdout.split('\n').filter(line => line.includes('error TS'));
    return errors.map(line => `${basename(line.split('(')[0]!)}: ${/Cannot find name '\w+'/.exec(line)?.[0]}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each([
  ['no-host', ['document', 'process']],
  ['pages', ['process']],
  ['node', ['document']],
] as const)('the program %s does not know %j, and nothing else is wrong in it', (program, unknown) => {
  expect(errorsOf(program).sort()).toEqual(unknown.map(name => `${name}.ts: Cannot find name '${name}'`));
});
