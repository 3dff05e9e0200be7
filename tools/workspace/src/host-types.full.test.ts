import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from './root.ts';

/** The errors of a line that is planted among the sources of a package, as a program of `tools/types` sees it. */
function errorsOf(program: string, line: string): string {
  mkdirSync(`${root}.nx`, { recursive: true });
  const folder = mkdtempSync(`${root}.nx/planted-`);
  try {
    writeFileSync(`${folder}/planted.ts`, `import '@thalweg/graph';\n${line}\n`);
    const config = { extends: `../../tools/types/${program}.json`, include: ['planted.ts'] };
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
    const tsc = `${root}node_modules/typescript-native/bin/tsc`;
    return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: folder }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lines = {
  process: 'export const here: string = process.cwd();',
  document: 'export const title: string = document.title;',
};

it.each([
  ['no-host', 'process'],
  ['no-host', 'document'],
  ['pages', 'process'],
  ['node', 'document'],
] as const)('the program %s knows no %s', (program, name) => {
  expect(errorsOf(program, lines[name])).toContain(`Cannot find name '${name}'`);
});

it.each([
  ['pages', 'document'],
  ['node', 'process'],
] as const)('control: the program %s knows %s', (program, name) => {
  expect(errorsOf(program, lines[name])).toBe('');
});
